"""Golden values of the tokenizers: tokenizer_goldens.py SHARED FIXTURES [LARGE].

SHARED is the folder with `data` and `models`, FIXTURES ForgeNetworksTests/Fixtures/Tokenizers. LARGE, if given, is a
folder to leave a byte-level BPE of 5,000 merges in, trained on SHARED, with its golden values (for FORGE_TOKENIZER_LARGE).
"""

import hashlib
import json
import os
import random
import struct
import sys

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

BLOCK = 500
SOURCES = [  # file, fields; a field's list gives one text per element
    ("gsm8k/test.jsonl", ["question", "answer"]),
    ("hh-rlhf/helpful-base_test.jsonl", ["chosen", "rejected"]),
    ("hotpotqa_passages/corpus.jsonl", ["text"]),
    ("nli/multinli_1.0_dev_matched_subset.jsonl", ["sentence1", "sentence2"]),
    ("nli/snli_1.0_dev_subset.jsonl", ["sentence1", "sentence2"]),
    ("scifact/corpus.jsonl", ["text"]),
    ("scifact/queries.jsonl", ["text"]),
    ("triviaqa/validation_rc_nocontext.jsonl", ["question"]),
    ("wikipedia_sections/articles.jsonl", ["section_texts"]),
]


def shared_texts(shared):
    """Every second text of the sources, then the aliases of every eighth TriviaQA answer as one text each."""
    texts = []
    for path, fields in SOURCES:
        for record in records(shared, path):
            for field in fields:
                value = record[field]
                texts.extend(value if isinstance(value, list) else [value])
    texts = texts[::2]
    for record in records(shared, "triviaqa/validation_rc_nocontext.jsonl")[::8]:
        texts.append("\n".join(record["answer"]["aliases"]))
    return texts


def records(shared, path):
    with open(os.path.join(shared, "data", path), encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file.read().split("\n") if line]


HAND = [
    "", " ", "   ", "\n", "\t\r\n ", "a", "The quick brown fox jumps over the lazy dog.",
    "Don't you've we'll I'd it's I'm they're 'tis DON'T 's 't", "naïve café résumé Ångström Ünïcödé",
    "nai\u0308ve cafe\u0301 re\u0301sume\u0301 A\u030angstro\u0308m", "İstanbul ISTANBUL ıstanbul ΣΊΣΥΦΟΣ Ǆ ǅ ǆ ﬁ ﬂ",
    "東京は日本の首都です。 中华人民共和国 混ざtext混ざる", "서울은 대한민국의 수도이다 한국어", "豈更車 丽丸 𠀀𪜀𫝀",
    "Привет, мир! Ёлка й", "שָׁלוֹם עולם", "مَرْحَبًا بالعالم", "नमस्ते दुनिया क्षत्रिय", "สวัสดีชาวโลก", "Xin chào thế giới",
    "👍🏽 👩‍👩‍👧‍👦 🇩🇪 ❤️ 1️⃣ 😀😀😀", "a\u0000b\u0001c\u007fd\u0085e\ufffdf\u200bg\u200dh\ufeffi\u00adj",
    "line\u2028separator\u2029paragraph\u000bvt\u000cff\u001fus", "a\u00a0b\u2003c\u3000d\u202fe\u1680f",
    "!!!???...---___###$$$%%%", "a-b_c.d,e;f:g/h\\i|j{k}l[m]n(o)p<q>r", "«quoted» “quoted” ‘q’ „q“ — – … ¿? ¡!",
    "x≠y ≤ ≥ ∑∏ √2 ½ ² ③ Ⅳ € £ ¥ ™ © ® °", "; ` ´ ¨ ·", "e\u0301\u0323\u0302 \u0301leading mark \u0301",
    "word" * 30, "a" * 100, "a" * 101, "é" * 100, "é" * 101, "e\u0301" * 101, "antidisestablishmentarianism " * 3,
    "z" * 3000, " " * 300, "ab " * 200, "12345678901234567890 3.14159 1,000,000 0x1F 1e-5",
    "[CLS] hello [SEP] world [MASK] [PAD] [UNK] [sep] [ SEP ] [SEP][SEP]x[MASK]",
    "<s> hello </s> world <mask> <pad> <unk>  <mask>  x<mask>y </s></s> < s >", "a <mask>", "\t<mask>\nb",
    "http://example.org/path?query=1&b=2#fragment user@example.org", "C++ and C# and F# .NET ##ing ## #",
    "\\u0041 &amp; <b>bold</b> \x1b[31mred\x1b[0m", "Zalgo: Z\u0351\u036b\u0343a\u0314\u0303l\u0346\u0325g\u0331o\u0334",
    "\U0001d49c\U0001d4b7 \U0001f1fa\U0001f1f8 \U000e0041 \U0010fffd \ue000", "\ud7ff \ue001\ufdd0\uffff \U0001ffff x",
    "mixed\u4e2d\u6587\u3001punctuation\uff01full\uff37idth", "ᾳ ᾼ ΐ Ὧ ǰ ŉ ß ẞ ĳ", "ｶﾞｷﾞ が か\u3099 ガ", "  leading and trailing  ",
    "tabs\tand\nnew\r\nlines\n\n\nmany   spaces", "end with space ", "\u1680ogham\u169b\u169c \u166d", "\u0345 \u037e \u0387 \u1fef",
    "١٢٣ ४५६ ௧௨௩ 𝟙𝟚𝟛", "A\u200dB\u200cC\u2060D\u180eE", "\u3007\u3021\u3400\u9fff\ua000", "\u0e01\u0e33 \u0eb3",
]


def random_texts(count, seed):
    """Seeded strings over awkward pools, so that classes meet in every order."""
    rng = random.Random(seed)
    pools = [
        range(0x20, 0x7F), range(0x00, 0x30), range(0xA0, 0x250), range(0x300, 0x370), range(0x370, 0x530),
        range(0x1E00, 0x2000), range(0x2000, 0x2070), range(0x3000, 0x3100), range(0x4E00, 0x4F00),
        range(0xAC00, 0xAD00), range(0xF900, 0xFB50), range(0x1F300, 0x1F650),
    ]
    texts = []
    for _ in range(count):
        chosen = rng.sample(pools, 3) + [range(0x61, 0x7B), range(0x20, 0x21)]
        texts.append("".join(chr(rng.choice(rng.choice(chosen))) for _ in range(rng.randrange(1, 40))))
    return texts


HARD = HAND + random_texts(120, 11)


def own_text():
    here = os.path.dirname(os.path.abspath(__file__))
    lines = []
    for name in ["README.md", "ARCHITECTURE.md"]:
        with open(os.path.join(here, "..", "..", name), encoding="utf-8") as file:
            lines.extend(file.read().split("\n"))
    return lines + HARD


def bert(lowercase, texts):
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=900, limit_alphabet=300, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return tokenizer


def roberta(texts, size, prefix):
    from tokenizers import AddedToken

    special = ["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, special=True)]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=special, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(
        ("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=prefix)
    return tokenizer


def byte_ranges(text, encoding):
    """Offsets in characters → in UTF-8 bytes."""
    places = [0]
    for character in text:
        places.append(places[-1] + len(character.encode("utf-8")))
    return [[places[start], places[end]] for start, end in encoding.offsets]


def encode_pair(tokenizer, pair, limit, strategy):
    """None where the library refuses because the named text is too short."""
    tokenizer.enable_truncation(max_length=limit, strategy=strategy)
    try:
        encoding = tokenizer.encode(*pair)
    except Exception:
        return None
    finally:
        tokenizer.no_truncation()
    return [encoding.ids, encoding.type_ids]


def packed(numbers):
    return struct.pack(f"<{len(numbers)}i", *numbers) + b"\xff\xff\xff\xff"


STRATEGIES = ["longest_first", "only_first", "only_second"]


def block_hashes(tokenizer, texts):
    """One SHA-256 per block: of each text its ids and ranges, then text and next text as a pair within 48 to 146 ids."""
    tokenizer.no_truncation()
    tokenizer.no_padding()
    hashes = []
    for start in range(0, len(texts), BLOCK):
        digest = hashlib.sha256()
        for index in range(start, min(start + BLOCK, len(texts))):
            text = texts[index]
            encoding = tokenizer.encode(text, add_special_tokens=False)
            digest.update(packed(encoding.ids))
            digest.update(packed([place for pair in byte_ranges(text, encoding) for place in pair]))
            pair = encode_pair(
                tokenizer, (text, texts[(index + 1) % len(texts)]), 48 + index % 99, STRATEGIES[index % 3])
            if pair is not None:
                digest.update(packed(pair[0]) + packed(pair[1]))
        hashes.append(digest.hexdigest())
    return hashes


def full_cases(tokenizer):
    cases = []
    for index, text in enumerate(HARD):
        encoding = tokenizer.encode(text, add_special_tokens=False)
        ranges = [place for pair in byte_ranges(text, encoding) for place in pair]
        limit, strategy = 8 + index % 13, STRATEGIES[index % 3]
        pair = encode_pair(tokenizer, (text, HARD[(index * 7 + 3) % len(HARD)]), limit, strategy)
        cases.append([encoding.ids, ranges, pair])
    return cases


def scalar_hashes(lowercase):
    """One SHA-256 per 4,096 scalars of the words that `x`, the scalar and `X` together become."""
    normalizer, splitter = normalizers.BertNormalizer(lowercase=lowercase), pre_tokenizers.BertPreTokenizer()
    hashes = []
    for start in range(0, 0x110000, 4096):
        digest = hashlib.sha256()
        for value in range(start, start + 4096):
            if not 0xD800 <= value < 0xE000:
                text = normalizer.normalize_str("x" + chr(value) + "X")
                digest.update("\n".join(word for word, _ in splitter.pre_tokenize_str(text)).encode() + b"\xff")
        hashes.append(digest.hexdigest())
    return hashes


def split_hashes():
    """The same for GPT-2's expression, of `x`, the scalar, a space, the scalar, `1`."""
    splitter = pre_tokenizers.ByteLevel(add_prefix_space=False)
    hashes = []
    for start in range(0, 0x110000, 4096):
        digest = hashlib.sha256()
        for value in range(start, start + 4096):
            if not 0xD800 <= value < 0xE000:
                pieces = splitter.pre_tokenize_str("x" + chr(value) + " " + chr(value) + "1")
                digest.update(packed([end - begin for _, (begin, end) in pieces]))
        hashes.append(digest.hexdigest())
    return hashes


def write(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=True, separators=(",", ":"))
        file.write("\n")


def main():
    shared, fixtures = sys.argv[1:3]
    os.makedirs(fixtures, exist_ok=True)
    own = {
        "bert-uncased": bert(True, own_text()), "bert-cased": bert(False, own_text()),
        "roberta": roberta(own_text(), 700, False), "roberta-prefix": roberta(own_text(), 500, True),
    }
    texts = shared_texts(shared)
    golden = {"texts": HARD, "cases": {}, "shared": {"count": len(texts), "block": BLOCK, "hashes": {}}}
    for name, tokenizer in own.items():
        folder = os.path.join(fixtures, name)
        os.makedirs(folder, exist_ok=True)
        tokenizer.save(os.path.join(folder, "tokenizer.json"), pretty=False)
        golden["cases"][name] = full_cases(tokenizer)
    for name, path in {
        "minilm-nli": os.path.join(shared, "models/minilm-nli"), "roberta": os.path.join(fixtures, "roberta"),
    }.items():
        tokenizer = Tokenizer.from_file(os.path.join(path, "tokenizer.json"))
        golden["shared"]["hashes"][name] = block_hashes(tokenizer, texts)
    golden["scalars"] = {
        "uncased": scalar_hashes(True), "cased": scalar_hashes(False), "gpt2": split_hashes()}
    write(os.path.join(fixtures, "golden.json"), golden)
    if len(sys.argv) > 3:
        large = roberta(texts, 5261, False)
        large.save(os.path.join(sys.argv[3], "tokenizer.json"), pretty=False)
        large.model.save(sys.argv[3])
        write(os.path.join(sys.argv[3], "golden.json"), {"hashes": block_hashes(large, texts)})


if __name__ == "__main__":
    main()
