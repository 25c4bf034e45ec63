# %% [markdown]
# # {{title}}
#
# Direct preference optimisation with TRL, written by `forge train export`. The pairs lie beside this file, in the order
# in which `forge train run` would take them. With CUDA the base model is loaded in 4 bits; without, in float32.
#
# Environment: `BASE_MODEL` (another repository or a local folder), `DPO_OUTPUT` (where checkpoints and results go),
# `MAX_STEPS` (for a trial), `MERGE=0` (no merged model), `HUB_REPO` (owner/name to upload to) with `HF_TOKEN`
# (only ever read from the environment) and `HUB_PUBLIC=1` (the repository is private otherwise).

# %% Settings
import gc
import hashlib
import json
import os
import sys
from pathlib import Path

{{settings}}

IN_COLAB = "google.colab" in sys.modules
HERE = Path(globals().get("EXPORT_FOLDER") or (Path(__file__).parent if "__file__" in globals() else Path.cwd()))
OUTPUT = Path(os.environ.get("DPO_OUTPUT", HERE / "output"))
CHECKPOINTS = OUTPUT / "checkpoints"
ADAPTER = OUTPUT / "adapter"
MERGED = OUTPUT / "merged"
BASE_MODEL = os.environ.get("BASE_MODEL", BASE_MODEL)
MAX_STEPS = int(os.environ.get("MAX_STEPS", MAX_STEPS))

# %% Pairs, checked against the hashes of the export
from datasets import Dataset


def pairs(name):
    path = HERE / f"{name}.jsonl"
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != HASHES[path.name]:
        raise SystemExit(f"{path} is not the file that was exported: its SHA-256 differs.")
    # Lines end at \n only: other line ends may stand inside a text.
    return [json.loads(line) for line in content.decode("utf-8").split("\n") if line]


def dataset(rows):
    return Dataset.from_list([{**row, "pair": index} for index, row in enumerate(rows)])


train, validation, test = (dataset(pairs(name)) for name in ("train", "validation", "test"))
print(f"pairs: {len(train)} to train on, {len(validation)} to watch, {len(test)} held out")

# %% Base model
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig

HAS_CUDA = torch.cuda.is_available()
BF16 = HAS_CUDA and torch.cuda.is_bf16_supported(including_emulation=False)
HALF = torch.bfloat16 if BF16 else torch.float16

options = {"dtype": torch.float32}
if HAS_CUDA:
    options = {
        "dtype": HALF,
        "device_map": {"": 0},
        "quantization_config": BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=HALF),
    }
tokenizer = AutoTokenizer.from_pretrained(BASE_MODEL)
model = AutoModelForCausalLM.from_pretrained(BASE_MODEL, **options)
model.config.use_cache = False

# %% Trainer
from peft import LoraConfig
from trl import DPOConfig, DPOTrainer

lora = LoraConfig(
    task_type="CAUSAL_LM", r=RANK, lora_alpha=ALPHA, lora_dropout=DROPOUT, target_modules=TARGETS, bias="none")

config = DPOConfig(
    output_dir=str(CHECKPOINTS),
    loss_type=[LOSS], beta=BETA, label_smoothing=LABEL_SMOOTHING,
    learning_rate=LEARNING_RATE, lr_scheduler_type=SCHEDULE, warmup_steps=WARMUP_STEPS,
    weight_decay=WEIGHT_DECAY, max_grad_norm=MAX_GRAD_NORM,
    per_device_train_batch_size=BATCH, per_device_eval_batch_size=BATCH, gradient_accumulation_steps=ACCUMULATION,
    num_train_epochs=EPOCHS, max_steps=MAX_STEPS, max_length=MAX_LENGTH, seed=SEED,
    # TRL switches dropout off unless it is told not to; LoRA's is wanted where it was asked for.
    disable_dropout=DROPOUT == 0,
    save_strategy="steps", save_steps=SAVE_STEPS, save_total_limit=3,
    eval_strategy="steps" if EVAL_STEPS and len(validation) else "no", eval_steps=EVAL_STEPS,
    logging_steps=1, report_to="none", disable_tqdm=not sys.stderr.isatty() and not IN_COLAB,
    bf16=BF16, fp16=HAS_CUDA and not BF16, use_cpu=not HAS_CUDA,
    gradient_checkpointing=HAS_CUDA, dataloader_pin_memory=HAS_CUDA,
)


class ExportedOrder(torch.utils.data.Sampler):
    """The pairs in the order of `forge train run`, epoch by epoch."""

    def __init__(self, rows):
        # TRL may have dropped pairs whose prompt is too long for this tokenizer.
        self.row = {pair: row for row, pair in enumerate(rows)}
        self.epoch = 0

    def set_epoch(self, epoch):
        self.epoch = epoch

    def __iter__(self):
        order = ORDER[min(self.epoch, len(ORDER) - 1)]
        return iter([self.row[pair] for pair in order if pair in self.row])

    def __len__(self):
        return len(self.row)


class Trainer(DPOTrainer):
    def _get_train_sampler(self, train_dataset=None):
        # The data set that comes here has lost the column already.
        return ExportedOrder(self.train_dataset["pair"])


ORDER = json.loads((HERE / "order.json").read_text())
trainer = Trainer(
    model=model, args=config, train_dataset=train, eval_dataset=validation if len(validation) else None,
    processing_class=tokenizer, peft_config=lora)
for parameter in trainer.model.parameters():
    if parameter.requires_grad:
        # TRL keeps a 4-bit model's adapter in bfloat16, where steps as small as these are lost in rounding.
        parameter.data = parameter.data.float()
print(f"training {sum(p.numel() for p in trainer.model.parameters() if p.requires_grad):,} numbers")

# %% Train, from the last checkpoint where there is one
from transformers.trainer_utils import get_last_checkpoint

last = get_last_checkpoint(str(CHECKPOINTS)) if CHECKPOINTS.is_dir() else None
print(f"going on from {last}" if last else "starting")
trainer.train(resume_from_checkpoint=last)
trainer.save_model(str(ADAPTER))
tokenizer.save_pretrained(str(ADAPTER))

# %% Held-out pairs
held_out = trainer.evaluate(test, metric_key_prefix="test") if len(test) else {}
(ADAPTER / "evaluation.json").write_text(json.dumps(held_out, indent=2))
print(json.dumps(held_out, indent=2))

# %% Model card
steps = [line for line in trainer.state.log_history if "loss" in line]
every = max(1, len(steps) // 20)
curve = "\n".join(
    f"| {line['step']} | {line['loss']:.4f} | {line['rewards/accuracies']:.3f} | {line['rewards/margins']:.4f} |"
    for line in steps[every - 1 :: every])
results = "\n".join(f"- {name}: {value:.4f}" for name, value in held_out.items() if "runtime" not in name)
files = "\n".join(f"| {name} | `{digest}` |" for name, digest in HASHES.items())
# A card names the model, not a folder of the machine that trained it.
base_name = Path(BASE_MODEL).name if Path(BASE_MODEL).exists() else BASE_MODEL
precision = "in 4 bits (NF4)" if HAS_CUDA else "in float32"
(ADAPTER / "README.md").write_text(f"""---
base_model: {base_name}
library_name: peft
tags: [dpo, lora, trl]
---

# {NAME}

A LoRA adapter (rank {RANK}, alpha {ALPHA:g}, {', '.join(TARGETS)}) for {base_name}, trained by direct preference optimisation
with TRL: {LOSS} loss, β {BETA:g}, learning rate {LEARNING_RATE:g}, {BATCH} pairs a batch, {ACCUMULATION} batches a step,
{trainer.state.global_step} steps, the base model {precision}.

## Data

{DATA_NOTE}

| file | SHA-256 |
|---|---|
{files}

## Held-out pairs

{results or "None were held out."}

## Training

| step | loss | accuracy | margin |
|---|---|---|---|
{curve}
""", encoding="utf-8")

# %% Merge the adapter into a half-precision copy of the base model
if os.environ.get("MERGE", "1") == "1":
    from peft import PeftModel

    del trainer, model
    gc.collect()
    if HAS_CUDA:
        torch.cuda.empty_cache()
    whole = AutoModelForCausalLM.from_pretrained(
        BASE_MODEL, dtype=HALF if HAS_CUDA else torch.float32, device_map="auto" if HAS_CUDA else None)
    merged = PeftModel.from_pretrained(whole, str(ADAPTER)).merge_and_unload()
    merged.save_pretrained(str(MERGED))
    tokenizer.save_pretrained(str(MERGED))
    print(f"merged model: {MERGED}")

# %% Upload
repository = os.environ.get("HUB_REPO")
if repository:
    from huggingface_hub import HfApi

    if not os.environ.get("HF_TOKEN"):
        raise SystemExit("HUB_REPO is set, but HF_TOKEN is not.")
    api = HfApi(token=os.environ["HF_TOKEN"])
    api.create_repo(repository, private=os.environ.get("HUB_PUBLIC") != "1", exist_ok=True)
    api.upload_folder(repo_id=repository, folder_path=str(ADAPTER), commit_message=f"Adapter {NAME}")
    print(f"uploaded to {repository}")
print(f"adapter: {ADAPTER}")
