"""The tasks of tasks.ts that SymPy finishes, timed; formulas come as JSON on stdin."""

import json
import sys
import time

import sympy
from sympy.parsing.sympy_parser import parse_expr

aliases = {"abs": sympy.Abs, "max": sympy.Max, "min": sympy.Min, "e": sympy.E, "ln": sympy.log}


def read(text):
    return parse_expr(text.replace("^", "**"), local_dict=dict(aliases))


def derive_all(formulas):
    for text, variable in formulas:
        try:
            sympy.diff(read(text), sympy.Symbol(variable))
        except Exception:
            pass


def gradient(text, names):
    formula = read(text)
    return [sympy.diff(formula, sympy.Symbol(name)) for name in names]


def best(work):
    times = []
    for _ in range(3):
        # SymPy remembers what it has derived; each run begins without that.
        sympy.core.cache.clear_cache()
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


given = json.load(sys.stdin)
results = {"parse and derive 200 formulas": best(lambda: derive_all(given["formulas"]))}
for text, names in given["gradients"]:
    results[f"Rosenbrock gradient, N = {len(names)}"] = best(lambda: gradient(text, names))
print(json.dumps(results))
