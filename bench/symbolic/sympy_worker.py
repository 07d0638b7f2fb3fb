"""Answers the requests of request.ts with SymPy, one line of JSON each."""

import json
import re
import sys
import time

import sympy
from sympy.parsing.sympy_parser import parse_expr

FUNCTIONS = {
    "abs": sympy.Abs,
    "max": sympy.Max,
    "min": sympy.Min,
    "e": sympy.E,
    "ln": sympy.log,
    "pow": lambda a, b: a**b,
    "hypot": lambda a, b: sympy.sqrt(a**2 + b**2),
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "relu": lambda x: sympy.Max(0, x),
    "log1p": lambda x: sympy.log(1 + x),
    "expm1": lambda x: sympy.exp(x) - 1,
    "log10": lambda x: sympy.log(x) / sympy.log(10),
    "log2": lambda x: sympy.log(x) / sympy.log(2),
    "lgamma": sympy.loggamma,
}


def read(text, variables=()):
    words = re.findall(r"[A-Za-z_]\w*(?!\w*\s*\()", text)
    names = {word for word in words if word not in FUNCTIONS and word != "pi"}
    symbols = {name: sympy.Symbol(name, real=True) for name in names | set(variables)}
    return parse_expr(text.strip().replace("^", "**"), local_dict={**FUNCTIONS, **symbols}), symbols


def gradient(formula, symbols, variables):
    return [sympy.diff(formula, symbols[name]) for name in variables]


def milliseconds(work):
    # SymPy remembers what it has derived; each run begins without that.
    sympy.core.cache.clear_cache()
    start = time.process_time()
    work()
    spent = (time.process_time() - start) * 1000
    return [spent, spent]


def derive_all(formulas):
    for text, variable in formulas:
        try:
            formula, symbols = read(text, [variable])
            sympy.diff(formula, symbols[variable])
        except Exception:
            pass


def from_text(text, variables):
    formula, symbols = read(text, variables)
    gradient(formula, symbols, variables)


def hessian(text, variables):
    formula, symbols = read(text, variables)

    def work():
        for slope in gradient(formula, symbols, variables):
            gradient(slope, symbols, variables)

    return milliseconds(work)


def derivative(text, order, is_compiled):
    formula, symbols = read(text, ["x"])

    def work():
        derived = sympy.diff(formula, symbols["x"], order)
        if is_compiled:
            sympy.lambdify(symbols["x"], derived, "math", cse=True)(0.7)

    return milliseconds(work)


def speed(texts, variables):
    rows = []
    for text in texts:
        formula, symbols = read(text, variables)
        rows += gradient(formula, symbols, variables)
    arguments = [symbols[name] for name in variables]
    compiled = sympy.lambdify(arguments, rows, "math", cse=True)
    values = [0.3 + 0.1 * i for i in range(len(variables))]
    calls = 10
    while True:
        start = time.process_time()
        for _ in range(calls):
            compiled(*values)
        spent = time.process_time() - start
        if spent > 0.1:
            return [calls / spent / 1e6] * 2
        calls *= 4


def right(fixture):
    variables = fixture["vars"]
    formula, symbols = read(fixture["expr"], variables)
    slopes = gradient(formula, symbols, variables)
    second = [entry for slope in slopes for entry in gradient(slope, symbols, variables)]
    answers = []
    for k, point in enumerate(fixture["points"]):
        at = {symbols[name]: sympy.Float(value, 30) for name, value in zip(variables, point)}
        entries = [entry for row in fixture["hessian"][k] for entry in row]
        expected = [fixture["value"][k], *fixture["gradient"][k], *entries]
        try:
            actual = [float(each.evalf(20, subs=at)) for each in [formula, *slopes, *second]]
        except Exception:
            actual = [float("nan")] * len(expected)
        floor = 1e-12 * max(1, abs(expected[0]))
        close = [abs(a - b) <= max(1e-9 * abs(b), floor) for a, b in zip(actual, expected)]
        answers.append(all(close))
    return answers


def printed(text, variable):
    formula, symbols = read(text, [variable])
    derived = sympy.diff(formula, symbols[variable])
    parts, results = sympy.cse(derived)
    return [[str(derived)], [str(value) for _, value in parts] + [str(results[0])]]


def answer(request):
    kind = request.pop("kind")
    if kind == "derive all":
        return milliseconds(lambda: derive_all(**request))
    if kind == "gradient":
        return milliseconds(lambda: from_text(**request))
    if kind == "derivative":
        return derivative(request["text"], request["order"], request["isCompiled"])
    return {"hessian": hessian, "speed": speed, "right": right, "print": printed}[kind](**request)


print('"ready"', flush=True)
for line in sys.stdin:
    try:
        print(json.dumps(answer(json.loads(line))), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error).split("\n")[0]}), flush=True)
