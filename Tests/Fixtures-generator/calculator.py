"""Expressions with the results of Python's fractions and decimal, for CalculatorTests.

python3 calculator.py ../ForgeAgentsTests/Fixtures/calculator.json
"""

import decimal
import fractions
import json
import math
import random
import sys

rng = random.Random(7)
decimal.getcontext().prec = 60


def literal():
    kind = rng.randrange(6)
    if kind == 0:
        return str(rng.randrange(10))
    if kind == 1:
        return str(rng.randrange(1, 10**6))
    if kind == 2:
        return f"{rng.randrange(1000)}.{rng.randrange(1, 1000)}"
    if kind == 3:
        return f"{rng.randrange(1, 100)}e{rng.randrange(-12, 13)}"
    if kind == 4:
        return str(rng.randrange(10**15, 10**30))
    return f"0.{rng.randrange(1, 10**6):06d}"


def expression(depth):
    """Text for the calculator, and the exact value (None where there is none)."""
    if depth == 0 or rng.random() < 0.2:
        text = literal()
        return text, fractions.Fraction(decimal.Decimal(text))
    kind = rng.choice("++--**//%^n(")
    left, a = expression(depth - 1)
    if kind == "n":
        return f"-({left})", None if a is None else -a
    if kind == "(":
        return f"({left})", a
    if kind == "^":
        power = rng.randrange(-3, 6)
        if a is None or (a == 0 and power < 0):
            return f"({left})^{power}", None
        return f"({left})^{power}", a**power
    right, b = expression(depth - 1)
    text = f"({left}) {kind} ({right})"
    if a is None or b is None or (kind in "/%" and b == 0):
        return text, None
    value = {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b, "%": lambda: a % b}
    return text, value[kind]()


def bits(value):
    return max(abs(value.numerator).bit_length(), value.denominator.bit_length())


def rounded(value, digits):
    """Half even to so many significant digits, as plain digits and an exponent."""
    context = decimal.Context(prec=digits, rounding=decimal.ROUND_HALF_EVEN, Emax=10**6, Emin=-(10**6))
    return str(context.divide(decimal.Decimal(value.numerator), decimal.Decimal(value.denominator)))


cases = []
while len(cases) < 700:
    text, value = expression(rng.randrange(1, 5))
    if len(text) > 900:
        continue
    if value is None:
        cases.append({"expression": text, "result": None})
    elif bits(value) <= 600:
        # Numerator and denominator for exactness, the decimal for what is printed.
        cases.append({"expression": text, "result": rounded(value, 15), "exact": [str(value.numerator), str(value.denominator)]})

functions = []
for _ in range(120):
    x = decimal.Decimal(rng.randrange(1, 10**9)) / decimal.Decimal(10 ** rng.randrange(0, 9))
    functions.append({"expression": f"sqrt({x})", "result": str(+x.sqrt())})
    functions.append({"expression": f"ln({x})", "result": str(x.ln())})
    functions.append({"expression": f"log10({x})", "result": str(x.log10())})
    small = x % 100
    functions.append({"expression": f"exp({small})", "result": str(small.exp())})
    power = decimal.Decimal(rng.randrange(-300, 300)) / 100
    functions.append({"expression": f"{x}^({power})", "result": str(x**power)})
whole = []
for _ in range(50):
    n, k = rng.randrange(0, 60), rng.randrange(0, 60)

    whole.append({"expression": f"comb({n}, {k})", "result": str(math.comb(n, k))})
    whole.append({"expression": f"{n}!", "result": str(math.factorial(n))})
    a, b = rng.randrange(1, 10**12), rng.randrange(1, 10**12)
    whole.append({"expression": f"gcd({a}, {b})", "result": str(math.gcd(a, b))})
    whole.append({"expression": f"lcm({a}, {b})", "result": str(math.lcm(a, b))})
    whole.append({"expression": f"{a * 7} // {b}", "result": str(a * 7 // b)})

with open(sys.argv[1], "w") as file:
    json.dump({"exact": cases, "functions": functions, "whole": whole}, file, separators=(",", ":"))
