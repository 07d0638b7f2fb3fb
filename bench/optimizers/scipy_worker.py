"""Runs SciPy's solvers with their defaults on tasks from standard input; JSON in, JSON out."""

import json
import sys
import time
import warnings

import numpy as np
from scipy import optimize, special

warnings.simplefilter('ignore')


class TooMany(Exception):
    pass


def functions(code):
    space = {'np': np, 'special': special}
    exec(code, space)
    return space


def minimum(task, method, limit):
    space = functions(task['python'])
    n = len(task['x0'])
    count = [0]

    def f(x):
        count[0] += 1
        if count[0] > limit:
            raise TooMany()
        return float(space['f'](*x))

    def g(x):
        return np.atleast_1d(np.array(space['g'](*x), float))

    def h(x):
        return np.array(space['h'](*x), float).reshape(n, n)

    extra = {} if method == 'Nelder-Mead' else {'jac': g}
    if method == 'trust-exact':
        extra['hess'] = h
    before = time.process_time()
    try:
        found = optimize.minimize(f, np.array(task['x0'], float), method=method, **extra)
    except Exception:
        return None
    spent = 1000 * (time.process_time() - before)
    value = float(found.fun)
    if not np.isfinite(value):
        return None
    return {'value': value, 'isClaimed': bool(found.success), 'evaluations': count[0], 'time': spent}


def everywhere(task, seed):
    space = functions(task['python'])
    count = [0]

    def f(x):
        count[0] += 1
        return float(space['f'](*x))

    n = len(task['x0'])
    # 15 members for each variable, and the polish, stay below 5000 evaluations so.
    found = optimize.differential_evolution(f, task['bounds'], seed=seed, maxiter=4900 // (15 * n) - 1)
    return {'value': float(found.fun), 'isClaimed': bool(found.success), 'evaluations': count[0], 'time': 0}


def fits(task):
    space = functions(task['python'])
    x = [np.array(column, float) for column in task['x']]
    y = np.array(task['y'], float)
    if task['response'] == 'log(y)':
        y = np.log(y)

    def model(_, *b):
        return space['f'](*b, *x) * np.ones_like(y)

    for start in (task['start1'], task['start2']):
        try:
            found, _ = optimize.curve_fit(model, x[0], y, start)
            yield [float(value) for value in found]
        except Exception:
            yield None


request = json.load(sys.stdin)
kind = request['kind']
if kind == 'minimum':
    limit = request['limit']
    answer = [minimum(task, request['method'], limit) for task in request['tasks']]
elif kind == 'global':
    answer = [everywhere(task, seed) for task in request['tasks'] for seed in range(request['seeds'])]
else:
    answer = [found for task in request['tasks'] for found in fits(task)]
json.dump(answer, sys.stdout)
