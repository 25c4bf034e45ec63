"""Scores hard strings of our own with the reference implementations and writes Fixtures/synthetic-pairs.json.

usage: synthetic_pairs.py REFERENCES FIXTURE.json
"""
import json
import sys

from references import References

# Each text is compared with the next one, with the one three further, and with a spelling of itself.
TEXTS = [
    "", " ", "the", "The", "a", "an", "A The An", "the the", "Theatre", "the theatre", "A-list", "an apple a day",
    "U.S.A.", "USA", "U. S. A.", "rock-and-roll", "rock and roll", "Rock'n'Roll", "the_who", "The Who", "who",
    "new york new york", "New York", "York new", "the cat sat on the mat", "cat on mat", "\"Quoted\"", "'quoted'",
    "“Quoted”", "‘quoted’", "O’Neill", "O'Neill", "O´Neill", "O`Neill", "ONeill", "naïve café", "NAÏVE CAFÉ",
    "nai\u0308ve cafe\u0301", "thé", "the\u0301", "the\u0301 the", "ÀÉÎÕÜ", "àéîõü", "İstanbul", "istanbul", "ISTANBUL",
    "Straße", "STRASSE", "strasse", "ΟΔΥΣΣΕΥΣ", "οδυσσευς", "οδυσσευσ", "Σ", "ΑΣ ΣΑ", "Москва", "МОСКВА", "東京",
    "東京 the 東京", "the東京", "東京the", "a١", "the٣", "½ a cup", "²the", "Ⅷ the", "yes", "no", "Yes.", "yes it is",
    "No, never", "noanswer", "1,234.5", "1234.5", "1 234,5", "$18.00", "18", "-7", "−7", "3/4", "50%", "1984 (novel)",
    "line\nbreak", "tab\tand\u00a0nbsp", "em\u2003space", "zero\u200bwidth", "ideographic\u3000space", "u\u2028sep",
    "next\u0085line", "\u001cfile\u001dsep", "\u0000nul", "bell\u0007the", "the\u0007the", "—the—", "the—a—an", "a/an/the",
    "(the)", "[a] {an} <the>", "C++", "C#", "AT&T", "R&B", "e=mc²", "🙂 the 🙂", "the🙂", "👩‍👩‍👧 family", "ǅungla",
    "ﬁnal", "ﬀ", "ŉ", "Ωmega", "ωmega", "K elvin", "x_y_z", "_the_", "__a__", "don't", "dont", "it's the end.",
    "St. Louis", "Louis St", "Paris, France", "Paris", "paris.", "PARIS\n", "Answer: Paris",
]

OUTPUTS = [
    "#### 18", "#### 1,234.", "#### -7", "#### $18", "####18", "##### 18", "#### 18.00", "#### 18.", "#### 18\n#### 20",
    "####  18", "#### .", "#### ,", "#### -", "#### --5", "#### -,5", "#### 1.5.", "#### 1..", "so 3 + 4 = 7\n#### 7\n",
    "it is 5...", "The answer is 18.", "The answer is $18.00.", "The answer is 18", "18", "-18", "- 18", "--18", "$18",
    "$$", "..", ",,", ".", "1,234", "$1,234.00", "1234.", "3.14.", "5-3=2", "5 - 3 = 2", "x-12", "(12)", "12%", "12.",
    "no number", "", " ", "٣٤", "１８", "½", "18 eggs, 7 left", "a.b.c", "...18", "18...", "-$18", "$-18", "-.5", "0.5",
    "1e5", "\\boxed{18}", "#### 18 ####", "text #### 18 more 20", "### 18", "#### abc #### 18", "#### #### 18",
]
GOLDS = ["#### 18", "worked\n#### 1,234", "#### -7", "a #### b\n#### 7", "#### 5.", "#### 0.5", "#### 1,234.\n"]

TITLES = [["North", 0], ["North", 1], ["South", 0], ["South", 3], ["East", 2]]
FACTS = [
    ([], [0, 2]), ([0], [0, 2]), ([0, 2], [0, 2]), ([2, 0, 0], [0, 2]), ([1], [0, 2]), ([0, 1, 2, 3, 4], [0, 2]),
    ([0, 2, 4], [0, 1, 2, 4]), ([3], [3]),
]
ANSWERS = [("yes", "yes"), ("no", "yes"), ("the red house", "red house"), ("red barn", "red house"), ("", "blue")]

TRUTH = [
    ("Nothing happens", ["Nothing happens", "You see nothing"], ["You turn blue"]),
    ("You turn blue", ["Nothing happens"], ["You turn blue", "You turn green"]),
    ("I have no comment.", ["It depends"], ["It is always so"]),
    ("", ["It depends"], ["Always"]),
    ("It's 3.5, the well-known value", ["The value is 3.5"], ["The value is 4"]),
    ("Élan vital is naïve", ["elan vital"], ["na ve"]),
    ("same same", ["same"], ["same same"]),
]


def pairs():
    count = len(TEXTS)
    for index, text in enumerate(TEXTS):
        if index % 2 == 0:
            yield text, [TEXTS[(index + 1) % count]]
        yield text, [TEXTS[(index + 3) % count], f"The {text.upper()}!"]


def main(folder, fixture_path):
    references = References(folder)
    sections = {
        "answers": [
            {"prediction": p, "golds": g, "scores": references.answers(p, g)} for p, g in pairs()
        ],
        "normalized": [
            {"text": t, "squad": references.squad.normalize_answer(t), "triviaqa": references.trivia.normalize_answer(t)}
            for t in TEXTS
        ],
        "gsm8k": [
            dict(zip(["scores", "extracted"], references.gsm8k(o, g)), output=o, gold=g) for o in OUTPUTS for g in GOLDS
        ],
        "hotpotqa": [
            {
                "answer": a, "gold": g, "facts": [TITLES[i] for i in p], "goldFacts": [TITLES[i] for i in s],
                "scores": references.support([TITLES[i] for i in p], [TITLES[i] for i in s], a, g),
            }
            for p, s in FACTS for a, g in ANSWERS
        ],
        "truthfulqa": [
            {"answer": a, "right": r, "wrong": w, "score": references.rouge1_acc(a, r, w)} for a, r, w in TRUTH
        ],
    }
    lines = [
        f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(e, ensure_ascii=True, sort_keys=True) for e in entries) + "\n]"
        for name, entries in sections.items()
    ]
    with open(fixture_path, "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
