"""Chooses 100 TriviaQA and 100 GSM8K questions and writes their prompts for `greedy`, and a list of what was asked.

usage: prompts.py SHARED_DATA PROMPTS.bin ASKED.json

ASKED.json names a question by its line number and the start of its SHA-256; it holds no text of the data sets.
"""
import hashlib
import json
import sys

TRIVIA_SHOTS = """Question: Which planet is known as the Red Planet?
Answer: Mars

Question: Who wrote the play Hamlet?
Answer: William Shakespeare

Question: What is the capital of Japan?
Answer: Tokyo

"""

MATH_SHOTS = """Question: A shelf holds 4 boxes with 6 pens each. How many pens are on the shelf?
Answer: Each box has 6 pens and there are 4 boxes, so there are 4 * 6 = 24 pens.
#### 24

Question: Mia had $50. She bought 3 books for $8 each. How many dollars does she have left?
Answer: The books cost 3 * 8 = 24 dollars. She has 50 - 24 = 26 dollars left.
#### 26

Question: A train travels 60 miles an hour for 2.5 hours and then 30 miles more. How far does it go?
Answer: In 2.5 hours it goes 60 * 2.5 = 150 miles. With 30 more it goes 150 + 30 = 180 miles.
#### 180

"""

TRIVIA_COT = "\nLet's think step by step, then give the final answer after \"Answer:\"."
MATH_COT = "\nLet's think step by step. End with \"The answer is\" and the number."


def chat(user):
    return (
        "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
        f"<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n"
    )


def trivia(k, question):
    """(form, prompt, max tokens, stop): every other few-shot prompt runs on past its answer."""
    bare = f"Question: {question}\nAnswer:"
    if k < 40:
        return "few-shot", TRIVIA_SHOTS + bare, 32, "\n" if k % 2 == 0 else ""
    if k < 70:
        return "chat", chat(bare), 48, ""
    return "cot", chat(f"Question: {question}{TRIVIA_COT}"), 160, ""


def math(k, question):
    if k < 60:
        prompt = MATH_SHOTS + f"Question: {question}\nAnswer:"
        return "few-shot", prompt, 160, "\nQuestion:" if k % 2 == 0 else ""
    return "cot", chat(question + MATH_COT), 220, ""


def main(shared, prompts_path, asked_path):
    prompts, asked = [], []
    for data, path, step, ask in [
        ("triviaqa", "triviaqa/validation_rc_nocontext.jsonl", 20, trivia),
        ("gsm8k", "gsm8k/test.jsonl", 8, math),
    ]:
        with open(f"{shared}/{path}", encoding="utf-8", newline="\n") as file:
            rows = [json.loads(line) for line in file]
        for k in range(100):
            question = rows[k * step]["question"]
            form, prompt, limit, stop = ask(k, question)
            prompts.append(f"{limit}\x1f{stop}\x1f{prompt}")
            digest = hashlib.sha256(question.encode()).hexdigest()[:16]
            asked.append({"data": data, "line": k * step, "question": digest, "form": form})
    with open(prompts_path, "w", encoding="utf-8") as file:
        file.write("\x1e".join(prompts))
    with open(asked_path, "w", encoding="utf-8") as file:
        json.dump(asked, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
