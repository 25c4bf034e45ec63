"""The order that the HotpotQA setting of the ReAct paper draws, for PythonRandomTests.

python3 shuffle.py ../ForgeAgentsTests/Fixtures/shuffle.json
"""

import json
import random
import sys


def shuffled(seed, count):
    order = list(range(count))
    random.Random(seed).shuffle(order)
    return order


values = {
    "dev233": shuffled(233, 7405)[:500],
    "devLast": shuffled(233, 7405)[-20:],
    "small": [{"seed": seed, "order": shuffled(seed, count)} for seed, count in [(0, 1), (1, 10), (233, 20), (2**32 + 5, 12), (2**63, 33)]],
    "words": [random.Random(233).getrandbits(32)] + [g.getrandbits(32) for g in [random.Random(1)] for _ in range(700)],
}
with open(sys.argv[1], "w") as file:
    json.dump(values, file, separators=(",", ":"))
