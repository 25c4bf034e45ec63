"""Writes the corpora that the fuzzers begin with, and their dictionaries: python3 seeds.py FOLDER

Nothing but the standard library; the tokenizers and configs come from the tests' fixtures.
"""

import json
import pathlib
import struct
import sys

FIXTURES = pathlib.Path(__file__).parent.parent / "Tests" / "ForgeNetworksTests" / "Fixtures"
UINT32, INT32, FLOAT, BOOL, STRING, LIST = 4, 5, 6, 7, 8, 9


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def value(kind, content):
    if kind == STRING:
        return text(content)
    return struct.pack({UINT32: "<I", INT32: "<i", FLOAT: "<f", BOOL: "<?"}[kind], content)


def entry(key, kind, content, of=None):
    if kind != LIST:
        return text(key) + struct.pack("<I", kind) + value(kind, content)
    body = b"".join(value(of, item) for item in content)
    return text(key) + struct.pack("<IIQ", LIST, of, len(content)) + body


def gguf(entries, tensors, version=3):
    """tensors: (name, sides with the fastest first, type, bytes)"""
    header = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(entries)) + b"".join(entries)
    offset, data = 0, b""
    for name, sides, kind, size in tensors:
        header += text(name) + struct.pack("<I", len(sides)) + struct.pack(f"<{len(sides)}Q", *sides)
        header += struct.pack("<IQ", kind, offset)
        padded = -(-size // 32) * 32
        data += b"\x00" * padded
        offset += padded
    return header + b"\x00" * (-len(header) % 32) + data


def vocabulary(model):
    words = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)] + ["a", "b", "\u2581a", "ab"]
    kinds = [2, 3, 3] + [6] * 256 + [1] * 4
    if model == "gpt2":
        words, kinds = ["<s>", "</s>", "a", "b", "ab", "\u0120", "\u0120a", "\u010a"], [3, 3, 1, 1, 1, 1, 1, 1]
    entries = [
        entry("tokenizer.ggml.model", STRING, model),
        entry("tokenizer.ggml.tokens", LIST, words, STRING),
        entry("tokenizer.ggml.token_type", LIST, kinds, INT32),
        entry("tokenizer.ggml.bos_token_id", UINT32, words.index("<s>")),
        entry("tokenizer.ggml.eos_token_id", UINT32, words.index("</s>")),
        entry("tokenizer.chat_template", STRING, "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"),
    ]
    if model == "gpt2":
        entries += [
            entry("tokenizer.ggml.pre", STRING, "smollm"),
            entry("tokenizer.ggml.merges", LIST, ["a b", "\u0120 a"], STRING),
        ]
    else:
        entries.append(entry("tokenizer.ggml.scores", LIST, [0.0] * len(words), FLOAT))
    return entries, len(words)


def decoder(family, model, kind=0):
    """A whole tiny decoder, its weights zero. kind: 0 is F32, 1 is F16."""
    width, heads, keys, feed, size = 16, 2, 1, 32, 4 if kind == 0 else 2
    entries, words = vocabulary(model)
    head = [entry("general.architecture", STRING, family), entry("general.name", STRING, "seed")]
    numbers = {
        "block_count": 1, "context_length": 64, "embedding_length": width, "feed_forward_length": feed,
        "attention.head_count": heads, "attention.head_count_kv": keys, "rope.dimension_count": width // heads,
        "vocab_size": words,
    }
    head += [entry(f"{family}.{key}", UINT32, number) for key, number in numbers.items()]
    head += [
        entry(f"{family}.attention.layer_norm_rms_epsilon", FLOAT, 1e-5),
        entry(f"{family}.rope.freq_base", FLOAT, 10000.0),
        entry(f"{family}.rope.scaling.type", STRING, "none"),
    ]
    narrow = width // heads * keys
    shapes = [("attn_q", width, width), ("attn_k", width, narrow), ("attn_v", width, narrow),
              ("attn_output", width, width), ("ffn_gate", width, feed), ("ffn_up", width, feed), ("ffn_down", feed, width)]
    tensors = [("token_embd.weight", [width, words], kind, width * words * size), ("output_norm.weight", [width], 0, width * 4)]
    for name in ("attn_norm", "ffn_norm"):
        tensors.append((f"blk.0.{name}.weight", [width], 0, width * 4))
    for name, inputs, outputs in shapes:
        tensors.append((f"blk.0.{name}.weight", [inputs, outputs], kind, inputs * outputs * size))
    if family.startswith("qwen2"):
        tensors += [(f"blk.0.{name}.bias", [n], 0, n * 4) for name, n in (("attn_q", width), ("attn_k", narrow), ("attn_v", narrow))]
    return gguf(head + entries, tensors)


def adapter():
    entries = [
        entry("general.type", STRING, "adapter"), entry("general.architecture", STRING, "llama"),
        entry("adapter.type", STRING, "lora"), entry("adapter.lora.alpha", FLOAT, 16.0),
    ]
    return gguf(entries, [("blk.0.attn_q.weight.lora_a", [32, 4], 0, 512), ("blk.0.attn_q.weight.lora_b", [4, 32], 0, 512)])


def safetensors(tensors, **metadata):
    header, offset = ({"__metadata__": metadata} if metadata else {}), 0
    for name, (kind, shape, size) in tensors.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    data = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(data)) + data + b"\x00" * offset


def corpora():
    small = gguf([entry("general.architecture", STRING, "llama")], [("w", [32, 2], 8, 68)])
    yield "gguf", [small, small.replace(struct.pack("<I", 3), struct.pack("<I", 2), 1), adapter(), decoder("llama", "llama")]
    yield "model", [
        decoder("llama", "llama"), decoder("llama", "gpt2"), decoder("qwen2", "gpt2"), decoder("llama", "gpt2", kind=1)]
    yield "safetensors", [
        safetensors({"a": ("F32", [2, 3], 24), "b": ("BF16", [], 2), "c": ("I64", [0], 0)}, format="pt"),
        safetensors({"base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight": ("F32", [1, 4], 16)}),
        (FIXTURES / "tiny-bert" / "model-F16.safetensors").read_bytes(),
    ]
    lora = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": 8, "lora_alpha": 16, "lora_dropout": 0.0, "bias": "none",
            "target_modules": ["q_proj"], "use_rslora": True, "rank_pattern": {}}
    yield "adapter", [json.dumps(lora).encode()]
    llama = {"model_type": "llama", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
             "num_key_value_heads": 1, "intermediate_size": 64, "vocab_size": 100, "rms_norm_eps": 1e-5,
             "max_position_embeddings": 128, "rope_scaling": {
                 "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                 "original_max_position_embeddings": 64}}
    yield "config", [json.dumps(llama).encode()] + [path.read_bytes() for path in sorted(FIXTURES.glob("tiny-*/config.json"))]
    yield "tokenizer", [path.read_bytes() for path in sorted(FIXTURES.glob("tiny-*/tokenizer.json"))]
    yield "template", [
        b"{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] | trim }}{% endfor %}",
        b"{%- if messages[0].role == 'system' %}{% set s = messages[0]['content'] %}{% else %}{% set s = '' %}{% endif %}"
        b"{{ bos_token ~ s }}{% for m in messages[1:] if m.role != 'x' %}{{ loop.index0 }}{{ m | tojson }}{% endfor %}",
        b"{% macro f(a, b=2) %}{{ a * b }}{% endmacro %}{{ f(3) }}{{ raise_exception('no') if not messages }}",
    ]


WORDS = {
    "gguf": ["GGUF", "general.alignment", "general.type", "adapter", "general.architecture", "split.count", "llama", "qwen2",
             "lora_a", "lora_b", "llama.block_count", "rope_freqs.weight"],
    "model": ["GGUF", "general.type", "llama.expert_count", "llama.expert_used_count", "llama.expert_group_count",
              "llama.attention.key_length", "llama.attention.value_length", "llama.vocab_size", "tokenizer.ggml.scores",
              "tokenizer.ggml.add_bos_token", "tokenizer.ggml.precompiled_charsmap", "tokenizer.ggml.suppress_tokens",
              "tokenizer.ggml.pre", "bert", "t5", "rwkv", "plamo2", "no_vocab", "yarn", "longrope", "gemma", "phi3"],
    "safetensors": ["dtype", "shape", "data_offsets", "__metadata__", "F32", "BF16", "I64", "BOOL", "9223372036854775807"],
    "adapter": ["use_dora", "alpha_pattern", "lora_alpha", "1e308", "-1", "LORA"],
    "config": ["num_key_value_heads", "head_dim", "9223372036854775807", "-9223372036854775808", "1e308", "bert", "roberta",
               "bart", "qwen2", "mistral", "decoder_start_token_id", "eos_token_id", "pad_token_id", "id2label"],
    "tokenizer": ["WordPiece", "BPE", "ByteLevel", "added_tokens", "merges", "vocab", "post_processor", "TemplateProcessing",
                  "RobertaProcessing", "BertProcessing", "unk_token", "2097151", "\\u0000", "\\ud83d\\ude00"],
    "template": ["{%", "%}", "{{", "}}", "{#", "#}", "for", "in", "endfor", "if", "elif", "else", "endif", "set", "namespace",
                 "loop", "range(", "| tojson", "| length", "not", "is defined", "macro", "endmacro", "[::-1]", "**", "//", "~"],
}


def main():
    folder = pathlib.Path(sys.argv[1])
    for name, seeds in corpora():
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds):
            (target / f"seed-{number}").write_bytes(seed)
        quoted = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS[name])
        (folder / f"{name}.dict").write_text("".join(f'"{word}"\n' for word in quoted))


main()
