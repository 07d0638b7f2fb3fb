"""Writes packages/symbolic/test/fixtures/hard-points.jsonl: formulas at points where doubles
lose digits or leave their range, with value, gradient and Hessian. References are differences in 1600-digit arithmetic, rounded once.

Run: python3 tools/hard-points.py   (needs mpmath)
"""

import json
import math
import re
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 1600
STEP = mpf(10) ** -120
# Beside a hole: so close that second differences do not notice.
ASIDE = mpf(10) ** -300

HERE = Path(__file__).parent


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def softplus(x):
    return mp.log1p(mp.exp(-abs(x))) + max(x, mpf(0))


def log_gamma(x):
    return mp.log(abs(mp.gamma(x)))


NAMES = {
    **{name: getattr(mp, name) for name in 'exp expm1 log1p sin cos tan sec csc cot sinh cosh tanh asin acos atan asinh acosh atanh sqrt cbrt erf erfc gamma digamma hypot atan2'.split()},
    'log': mp.log,
    'abs': abs,
    'lgamma': log_gamma,
    'sigmoid': sigmoid,
    'softplus': softplus,
    'mpf': mpf,
    'pi': mp.pi,
}


def compile_formula(text, variables):
    """The formula as a function of numbers; decimals mean their doubles."""

    code = re.sub(r'(?<![\w.])\d+(\.\d+)?(e[+-]?\d+)?', r'mpf(\g<0>)', text).replace('^', '**')
    return eval(f'lambda {", ".join(variables)}: {code}', dict(NAMES))


def scaled(x):
    return abs(x) or mpf(1)


def value_at(function, point, moves):
    """The value beside a point; `moves` counts steps by variable."""
    at = [x + count * scaled(x) * STEP for x, count in zip(point, moves)]
    try:
        return function(*at)
    except ZeroDivisionError:
        near = function(*(x + scaled(x) * ASIDE for x in at))
        return near if abs(near) > ASIDE else mpf(0)


STENCILS = {
    0: {0: 1},
    1: {1: mpf(1) / 2, -1: -mpf(1) / 2},
    2: {1: 1, 0: -2, -1: 1},
    3: {2: mpf(1) / 2, 1: -1, -1: 1, -2: -mpf(1) / 2},
}


def central_difference(function, point, orders, width):
    places = [((), mpf(1))]
    for order in orders:
        places = [
            (moves + (k * width,), weight * factor)
            for moves, weight in places
            for k, factor in STENCILS[order].items()
        ]
    total = sum(weight * value_at(function, point, moves) for moves, weight in places)
    for x, order in zip(point, orders):
        total /= (scaled(x) * STEP * width) ** order
    return total


def difference(function, point, orders):
    """The derivative of the given order in each variable, right to 100 digits and more."""
    near, far = (central_difference(function, point, orders, width) for width in (1, 2))
    return near if sum(orders) == 0 else (4 * near - far) / 3


def double(value):
    """The nearest double, or nothing where that is infinite or has lost digits to underflow."""
    size = float(abs(value))
    return float(value) if 1e-290 < size < math.inf else 0.0 if size == 0 else None


def reference(function, point):
    count = len(point)
    unit = [[int(i == j) for j in range(count)] for i in range(count)]
    add = lambda a, b: [x + y for x, y in zip(a, b)]
    row = {
        'value': double(difference(function, point, [0] * count)),
        'gradient': [double(difference(function, point, unit[i])) for i in range(count)],
        'hessian': [
            [double(difference(function, point, add(unit[i], unit[j]))) for j in range(count)]
            for i in range(count)
        ],
    }
    return row


def read_formulas():
    """Family, formula and points of every line of hard-points.txt."""
    family = ''
    for line in (HERE / 'hard-points.txt').read_text().splitlines():
        if line.startswith('#'):
            family = line[2:]
        elif line:
            text, points = line.split(' @ ')
            yield family, text, [[float(x) for x in one.split(',')] for one in points.split(';')]


def main():
    lines = []
    for family, text, points in read_formulas():
        variables = sorted(set(re.findall(r'(?<!\w)[a-z]\d?(?!\w|\()', text)))
        function = compile_formula(text, variables)
        for point in points:
            head = {'family': family, 'expr': text, 'vars': variables, 'point': point}
            row = {**head, **reference(function, [mpf(x) for x in point])}
            lines.append(json.dumps(row, separators=(',', ':')))
    target = HERE.parent / 'packages/symbolic/test/fixtures/hard-points.jsonl'
    target.parent.mkdir(exist_ok=True)
    target.write_text('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
