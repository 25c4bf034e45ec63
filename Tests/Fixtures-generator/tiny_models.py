"""Tiny randomly initialised encoders with their outputs by PyTorch: tiny_models.py FIXTURES

Each has 2 layers of 32 numbers and a tokenizer trained on the sentences below. Weights are spread wider than a training
would start with, so that every part of the computation shows in the outputs.
"""
import json
import os
import sys

import torch
from safetensors.torch import load_file, save_file
from tokenizers import ByteLevelBPETokenizer, BertWordPieceTokenizer
from transformers import (
    BartConfig, BartForSequenceClassification, BertConfig, BertForSequenceClassification, BertTokenizerFast,
    RobertaConfig, RobertaForSequenceClassification, RobertaTokenizerFast)

fixtures = sys.argv[1]
SENTENCES = [
    "The river runs past the old mill and into the sea.", "A small boat waits where the river is calm.",
    "Nobody knows who built the mill.", "The sea was grey this morning.", "Old boats are mended in the winter.",
    "Rain fell for three days and the river rose.", "The miller sold flour to the village.",
    "In winter the village is quiet; nobody sails.", "Three boats came back before the rain.", "Calm seas!",
]
PAIRS = [(SENTENCES[i], SENTENCES[(i * 3 + 1) % len(SENTENCES)]) for i in range(len(SENTENCES))]
LABELS = {0: "neutral", 1: "contradiction", 2: "entailment"}


def spread(model):
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            scale = 0.1 if "bias" in name else 0.25
            noise = torch.randn(parameter.shape, generator=generator) * scale
            is_gain = "norm" in name.lower() and name.endswith("weight")
            parameter.copy_(1 + noise if is_gain else noise)
    return model.eval()


def tokenizer_folder(name, kind):
    folder = os.path.join(fixtures, name)
    os.makedirs(folder, exist_ok=True)
    if kind == "wordpiece":
        trained = BertWordPieceTokenizer(lowercase=True)
        trained.train_from_iterator(SENTENCES, vocab_size=160, min_frequency=1, show_progress=False)
        trained.save_model(folder)
        tokenizer = BertTokenizerFast(os.path.join(folder, "vocab.txt"), model_max_length=64)
    else:
        trained = ByteLevelBPETokenizer()
        trained.train_from_iterator(
            SENTENCES, vocab_size=320, min_frequency=1, show_progress=False,
            special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
        trained.save_model(folder)
        tokenizer = RobertaTokenizerFast(
            os.path.join(folder, "vocab.json"), os.path.join(folder, "merges.txt"), model_max_length=64)
    tokenizer.save_pretrained(folder)
    return folder, tokenizer


def golden(model, tokenizer, pooling, with_types):
    values = {"pooling": pooling, "texts": [], "pairs": []}
    base = getattr(model, model.base_model_prefix)
    with torch.no_grad():
        for text in SENTENCES if pooling else []:
            inputs = tokenizer(text, return_tensors="pt")
            states = base(**inputs).last_hidden_state[0]
            vector = torch.nn.functional.normalize(states.mean(0) if pooling == "mean" else states[0], dim=0)
            values["texts"].append({"text": text, "ids": inputs["input_ids"][0].tolist(), "vector": vector.tolist()})
        for first, second in PAIRS:
            inputs = tokenizer(first, second, return_tensors="pt")
            entry = {"first": first, "second": second, "ids": inputs["input_ids"][0].tolist()}
            if with_types:
                entry["types"] = inputs["token_type_ids"][0].tolist()
            else:
                inputs.pop("token_type_ids", None)
            entry["logits"] = model(**inputs).logits[0].tolist()
            values["pairs"].append(entry)
    return values


def save(model, tokenizer, folder, pooling=None, with_types=False):
    model.save_pretrained(folder)
    tensors = load_file(os.path.join(folder, "model.safetensors"))
    values = {"F32": golden(model, tokenizer, pooling, with_types)}
    if with_types:  # one model is enough for the other number types
        for name, dtype in [("F16", torch.float16), ("BF16", torch.bfloat16)]:
            rounded = {key: value.to(dtype) for key, value in tensors.items()}
            save_file(rounded, os.path.join(folder, f"model-{name}.safetensors"), {"format": "pt"})
            model.load_state_dict({key: value.float() for key, value in rounded.items()}, strict=False)
            values[name] = golden(model, tokenizer, pooling, with_types)
    with open(os.path.join(folder, "golden.json"), "w") as out:
        json.dump(values, out)
        out.write("\n")


shape = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48, id2label=LABELS,
             label2id={name: index for index, name in LABELS.items()})
folder, tokenizer = tokenizer_folder("tiny-bert", "wordpiece")
save(spread(BertForSequenceClassification(BertConfig(
    vocab_size=len(tokenizer), max_position_embeddings=64, **shape))), tokenizer, folder, "cls", True)
folder, tokenizer = tokenizer_folder("tiny-roberta", "bpe")
save(spread(RobertaForSequenceClassification(RobertaConfig(
    vocab_size=len(tokenizer), max_position_embeddings=66, type_vocab_size=1, pad_token_id=1, bos_token_id=0,
    eos_token_id=2, **shape))), tokenizer, folder, "mean")
folder, tokenizer = tokenizer_folder("tiny-bart", "bpe")
save(spread(BartForSequenceClassification(BartConfig(
    vocab_size=len(tokenizer), max_position_embeddings=64, d_model=32, encoder_layers=2, decoder_layers=2,
    encoder_attention_heads=4, decoder_attention_heads=2, encoder_ffn_dim=48, decoder_ffn_dim=40, num_labels=3,
    id2label=LABELS, label2id={name: index for index, name in LABELS.items()}))), tokenizer, folder)
