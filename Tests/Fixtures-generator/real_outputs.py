"""Scores the outputs of `greedy` with the reference implementations and writes Fixtures/real-outputs.json.

usage: real_outputs.py REFERENCES SHARED_DATA ASKED.json OUTPUTS.bin FIXTURE.json

Every output is scored whole and cut to its first line, because a model that runs on hardly ever matches exactly.
"""
import json
import sys

from references import References


def rows(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def first_line(output):
    return output.strip().split("\n")[0]


def main(folder, shared, asked_path, outputs_path, fixture_path):
    references = References(folder)
    data = {
        "triviaqa": rows(f"{shared}/triviaqa/validation_rc_nocontext.jsonl"),
        "gsm8k": rows(f"{shared}/gsm8k/test.jsonl"),
    }
    with open(asked_path, encoding="utf-8") as file:
        asked = json.load(file)
    with open(outputs_path, encoding="utf-8", newline="") as file:
        outputs = file.read().split("\x1e")[:-1]
    assert len(asked) == len(outputs)
    for entry, record in zip(asked, outputs):
        entry["finish"], entry["output"] = record.split("\x1f", 1)
        row, output = data[entry["data"]][entry["line"]], entry["output"]
        if entry["data"] == "gsm8k":
            golds, aliases = [row["answer"]], None
            entry["gsm8k"], entry["extracted"] = references.gsm8k(output, row["answer"])
        else:
            golds, aliases = row["answer"]["aliases"], row["answer"]["normalized_aliases"]
        entry["whole"] = references.answers(output, golds, aliases)
        entry["firstLine"] = references.answers(first_line(output), golds, aliases)
    with open(fixture_path, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(e, ensure_ascii=False, sort_keys=True) for e in asked) + "\n]\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
