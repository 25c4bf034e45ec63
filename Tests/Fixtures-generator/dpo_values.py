"""Golden values for ForgeTrainingTests: tiny decoders, LoRA gradients, DPO losses and AdamW steps by PyTorch.

    pip install torch transformers peft safetensors
    python dpo_values.py ../ForgeTrainingTests/Fixtures

Everything is random and tiny; nothing of a published model is in it. Gradients are computed in float64.
"""

import json
import pathlib
import sys

import peft
import torch
import transformers
from safetensors.torch import save_file

TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
SIZES = dict(
    vocab_size=64, hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=128, rms_norm_eps=1e-5)
BETA = 0.3


def pairs():
    torch.manual_seed(3)
    draw = lambda count: torch.randint(0, 64, (count,)).tolist()
    return [
        {"prompt": draw(p), "chosen": draw(c), "rejected": draw(r)}
        for p, c, r in [(7, 5, 9), (1, 1, 3), (60, 20, 2)]
    ]


def log_probability(model, prompt, completion):
    ids = torch.tensor([prompt + completion])
    logits = model(input_ids=ids).logits[0, len(prompt) - 1 : -1]
    picked = torch.log_softmax(logits, -1)[torch.arange(len(completion)), torch.tensor(completion)]
    return picked


def loss_of(kind, margin, chosen, rejected, beta, smoothing):
    if kind == "sigmoid":
        sigmoid = torch.nn.functional.logsigmoid
        return -sigmoid(beta * margin) * (1 - smoothing) - sigmoid(-beta * margin) * smoothing
    if kind == "hinge":
        return torch.relu(1 - beta * margin)
    return (margin - 1 / (2 * beta)) ** 2


def make(folder, model):
    folder.mkdir(parents=True, exist_ok=True)
    # Larger than a fresh initialisation, so that softmax and gates are far from linear.
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.3 + (1 if parameter.ndim == 1 else 0))
    model.to(torch.float32).save_pretrained(folder)
    model.to(torch.float64)
    config = peft.LoraConfig(r=4, lora_alpha=6, target_modules=TARGETS, lora_dropout=0.0, task_type="CAUSAL_LM")
    tuned = peft.get_peft_model(model, config)
    lora = [(name, p) for name, p in tuned.named_parameters() if p.requires_grad]
    with torch.no_grad():
        for _, parameter in lora:
            parameter.copy_((torch.randn_like(parameter) * 0.2).to(torch.float32))
    tuned.to(torch.float32).save_pretrained(folder)
    tuned.to(torch.float64)
    for name in ("README.md", "generation_config.json"):
        (folder / name).unlink(missing_ok=True)
    golden = {"beta": BETA, "pairs": [], "steps": []}
    gradients = {}
    for index, pair in enumerate(pairs()):
        with tuned.disable_adapter(), torch.no_grad():
            reference = [log_probability(tuned, pair["prompt"], pair[side]) for side in ("chosen", "rejected")]
        policy = [log_probability(tuned, pair["prompt"], pair[side]) for side in ("chosen", "rejected")]
        entry = dict(pair)
        entry["policy"] = [p.tolist() for p in policy]
        entry["reference"] = [r.tolist() for r in reference]
        entry["losses"] = {}
        for kind, smoothing in [("sigmoid", 0.0), ("sigmoid", 0.1), ("hinge", 0.0), ("ipo", 0.0)]:
            sums = [v.mean() if kind == "ipo" else v.sum() for v in policy + reference]
            margin = (sums[0] - sums[1]) - (sums[2] - sums[3])
            entry["losses"][f"{kind} {smoothing}"] = loss_of(kind, margin, None, None, BETA, smoothing).item()
        tuned.zero_grad()
        margin = (policy[0].sum() - policy[1].sum()) - (reference[0].sum() - reference[1].sum())
        loss_of("sigmoid", margin, None, None, BETA, 0.0).backward()
        for name, parameter in lora:
            gradients[f"{index}.{name.replace('.default', '')}"] = parameter.grad.to(torch.float32).contiguous()
        golden["pairs"].append(entry)
    save_file(gradients, folder / "gradients.safetensors")
    golden["steps"] = steps(tuned, lora)
    (folder / "golden.json").write_text(json.dumps(golden))


def steps(tuned, lora, count=6):
    """AdamW with clipping over all pairs as one batch; warm-up of two steps, then linear to zero."""
    optimiser = torch.optim.AdamW([p for _, p in lora], lr=0.01, weight_decay=0.05)
    schedule = transformers.get_scheduler("linear", optimiser, num_warmup_steps=2, num_training_steps=count)
    told = []
    for _ in range(count):
        optimiser.zero_grad()
        total = 0.0
        for pair in pairs():
            with tuned.disable_adapter(), torch.no_grad():
                reference = [log_probability(tuned, pair["prompt"], pair[s]).sum() for s in ("chosen", "rejected")]
            policy = [log_probability(tuned, pair["prompt"], pair[s]).sum() for s in ("chosen", "rejected")]
            margin = (policy[0] - policy[1]) - (reference[0] - reference[1])
            loss = loss_of("sigmoid", margin, None, None, BETA, 0.0) / len(pairs())
            loss.backward()
            total += loss.item()
        norm = torch.nn.utils.clip_grad_norm_([p for _, p in lora], 1.0)
        told.append({"loss": total, "grad_norm": norm.item(), "learning_rate": schedule.get_last_lr()[0]})
        optimiser.step()
        schedule.step()
    return told


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    torch.manual_seed(1)
    make(folder / "tiny-llama", transformers.LlamaForCausalLM(transformers.LlamaConfig(**SIZES, tie_word_embeddings=True)))
    make(folder / "tiny-qwen2", transformers.Qwen2ForCausalLM(transformers.Qwen2Config(**SIZES, tie_word_embeddings=False)))
