"""Writes fixtures/optim/optimizer-references.json: points of optimizers that PyTorch lacks.

    python3 tools/optimizer-references.py

Needs a python3 with numpy. Each rule is written once more from its paper, with arrays, for a
matrix, a vector and a number under the gradient of a small least-squares problem in float64.
"""

import json
import pathlib

import numpy as np

X = np.array([[1.0, 2.0, -0.5], [-0.5, 0.3, 1.2], [0.8, -1.1, 0.4], [0.1, 0.9, -0.7]])
Y = np.array([[0.3, -1.0], [1.1, 0.4], [-0.6, 0.9], [0.2, 0.5]])
START = [np.array([[0.5, -1.0], [2.0, 0.25], [1.5, -0.75]]), np.array([0.5, -2.0]), np.array(0.7)]
STEPS = 12


def gradients(p):
    w, b, s = p
    e = X @ w * s + b - Y
    return [X.T @ e * s / 4, e.sum(0) / 4, np.array(((X @ w) * e).sum() / 4)]


class Rule:
    """Runs a rule of one parameter on all of them."""

    def __init__(self, step, **options):
        self.step, self.options = step, options

    def run(self):
        p = [x.copy() for x in START]
        states = [{} for _ in p]
        points = []
        for t in range(1, STEPS + 1):
            g = gradients(p)
            p = [self.step(w, d, s, t, **self.options) for w, d, s in zip(p, g, states)]
            points.append([x.tolist() for x in p])
        return points


def zeros(s, w, *names):
    return [s.setdefault(n, np.zeros_like(w)) for n in names]


def lion(w, g, s, t, lr, beta1, beta2, decay):
    (m,) = zeros(s, w, "m")
    s["m"] = beta2 * m + (1 - beta2) * g
    return w - lr * (np.sign(beta1 * m + (1 - beta1) * g) + decay * w)


def adam_moments(w, g, s, t, beta1, beta2):
    m, v = zeros(s, w, "m", "v")
    s["m"], s["v"] = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
    return s["m"] / (1 - beta1**t), s["v"] / (1 - beta2**t)


def lamb(w, g, s, t, lr, beta1, beta2, eps, decay):
    m, v = adam_moments(w, g, s, t, beta1, beta2)
    r = m / (np.sqrt(v) + eps) + decay * w
    return w - lr * np.linalg.norm(w) / np.linalg.norm(r) * r


def lars(w, g, s, t, lr, momentum, decay, trust):
    (v,) = zeros(s, w, "v")
    n = np.linalg.norm(w)
    local = trust * n / (np.linalg.norm(g) + decay * n)
    s["v"] = momentum * v + lr * local * (g + decay * w)
    return w - s["v"]


def adabelief(w, g, s, t, lr, beta1, beta2, eps):
    m, v = zeros(s, w, "m", "v")
    m = s["m"] = beta1 * m + (1 - beta1) * g
    v = s["v"] = beta2 * v + (1 - beta2) * (g - m) ** 2 + eps
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)


def yogi(w, g, s, t, lr, beta1, beta2, eps, start, corrected):
    m, v = s.setdefault("m", np.zeros_like(w)), s.setdefault("v", np.full_like(w, start))
    m = s["m"] = beta1 * m + (1 - beta1) * g
    v = s["v"] = v - (1 - beta2) * np.sign(v - g * g) * g * g
    c1, c2 = (1 - beta1**t, 1 - beta2**t) if corrected else (1, 1)
    return w - lr * (m / c1) / (np.sqrt(v / c2) + eps)


def adan(w, g, s, t, lr, beta1, beta2, beta3, eps, decay):
    m, v, n = zeros(s, w, "m", "v", "n")
    d = g - s.get("g", g)
    m = s["m"] = beta1 * m + (1 - beta1) * g
    v = s["v"] = beta2 * v + (1 - beta2) * d
    n = s["n"] = beta3 * n + (1 - beta3) * (g + beta2 * d) ** 2
    s["g"] = g
    root = np.sqrt(n / (1 - beta3**t)) + eps
    return (w - lr * (m / (1 - beta1**t) + beta2 * v / (1 - beta2**t)) / root) / (1 + lr * decay)


def adopt(w, g, s, t, lr, beta1, beta2, eps):
    (m,) = zeros(s, w, "m")
    if t == 1:
        s["v"] = g * g
        return w
    d = np.clip(g / np.maximum(np.sqrt(s["v"]), eps), -((t - 1) ** 0.25), (t - 1) ** 0.25)
    s["m"] = beta1 * m + (1 - beta1) * d
    s["v"] = beta2 * s["v"] + (1 - beta2) * g * g
    return w - lr * s["m"]


def sophia(w, g, s, t, lr, beta1, beta2, rho, eps, decay, every, batch):
    m, h = zeros(s, w, "m", "h")
    m = s["m"] = beta1 * m + (1 - beta1) * g
    if (t - 1) % every == 0:
        h = s["h"] = beta2 * h + (1 - beta2) * batch * g * g
    return w - lr * decay * w - lr * np.clip(m / np.maximum(rho * h, eps), -1, 1)


def quasi_hyperbolic(w, g, s, t, lr, beta, share):
    (v,) = zeros(s, w, "v")
    v = s["v"] = beta * v + (1 - beta) * g
    return w - lr * ((1 - share) * g + share * v)


def adafactor(w, g, s, t, lr, eps, least, clip, power):
    share = 1 - t**-power
    q = g * g + eps
    if w.ndim < 2:
        v = s["v"] = share * s.get("v", 0) + (1 - share) * q
    else:
        r = s["r"] = share * s.get("r", 0) + (1 - share) * q.mean(1)
        c = s["c"] = share * s.get("c", 0) + (1 - share) * q.mean(0)
        v = np.outer(r, c) / r.mean()
    u = g / np.sqrt(v)
    u = u / max(1, np.sqrt((u * u).mean()) / clip)
    return w - max(least, np.sqrt((w * w).mean())) * min(lr, 1 / np.sqrt(t)) * u


def muon(w, g, s, t, lr, momentum, decay):
    if w.ndim < 2:
        m, v = adam_moments(w, g, s, t, 0.9, 0.999)
        return w - lr * (m / (np.sqrt(v) + 1e-8) + decay * w)
    (v,) = zeros(s, w, "v")
    v = s["v"] = momentum * v + g
    u = g + momentum * v
    x = u.T if u.shape[0] > u.shape[1] else u
    x = x / (np.linalg.norm(x) + 1e-7)
    for _ in range(5):
        a = x @ x.T
        x = 3.4445 * x + (-4.775 * a + 2.0315 * a @ a) @ x
    x = x.T if u.shape[0] > u.shape[1] else x
    return w - lr * (max(1, u.shape[0] / u.shape[1]) ** 0.5 * x + decay * w)


def root4(a):
    values, vectors = np.linalg.eigh(a)
    return vectors @ np.diag(values**-0.25) @ vectors.T


def shampoo(w, g, s, t, lr, start):
    if w.ndim < 2:
        v = s["v"] = s.get("v", 0) + g * g
        return w - lr * g / (np.sqrt(v) + 1e-10)
    left = s["l"] = s.get("l", start * np.eye(w.shape[0])) + g @ g.T
    right = s["r"] = s.get("r", start * np.eye(w.shape[1])) + g.T @ g
    return w - lr * root4(left) @ g @ root4(right)


def soap(w, g, s, t, lr, beta1, beta2, eps, keep, decay):
    if w.ndim < 2:
        m, v = adam_moments(w, g, s, t, 0.9, 0.999)
        return w - lr * (m / (np.sqrt(v) + 1e-8) + decay * w)
    m, v = zeros(s, w, "m", "v")
    ql, qr = s.get("ql", np.eye(w.shape[0])), s.get("qr", np.eye(w.shape[1]))
    m = s["m"] = beta1 * m + (1 - beta1) * g
    v = s["v"] = beta2 * v + (1 - beta2) * (ql.T @ g @ qr) ** 2
    n = (ql.T @ m @ qr / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    s["l"] = keep * s.get("l", 0) + (1 - keep) * g @ g.T
    s["r"] = keep * s.get("r", 0) + (1 - keep) * g.T @ g
    s["ql"], s["qr"] = np.linalg.qr(s["l"] @ ql)[0], np.linalg.qr(s["r"] @ qr)[0]
    return w - lr * (ql @ n @ qr.T + decay * w)


def flat(arrays):
    return np.concatenate([np.ravel(a) for a in arrays])


def shaped(x):
    sizes = np.cumsum([a.size for a in START])[:-1]
    return [part.reshape(a.shape) for part, a in zip(np.split(x, sizes), START)]


def whole(step):
    """Runs a rule of all parameters as one vector."""
    x, s, points = flat(START), {}, []
    for t in range(1, STEPS + 1):
        x = step(x, lambda at: flat(gradients(shaped(at))), s, t)
        points.append([a.tolist() for a in shaped(x)])
    return points


def prodigy(x, gradient, s, t, start=0.01, beta1=0.9, beta2=0.99, eps=1e-8, decay=0.01):
    g, d, b = gradient(x), s.get("d", start), np.sqrt(beta2)
    origin = s.setdefault("x0", x)
    s["m"] = beta1 * s.get("m", 0) + (1 - beta1) * d * g
    s["v"] = beta2 * s.get("v", 0) + (1 - beta2) * d * d * g * g
    s["r"] = b * s.get("r", 0) + (1 - b) * d * d * np.dot(g, origin - x)
    s["s"] = b * s.get("s", 0) + (1 - b) * d * d * g
    s["d"] = max(d, s["r"] / np.abs(s["s"]).sum())
    return x - d * (s["m"] / (np.sqrt(s["v"]) + d * eps) + decay * x)


def d_adaptation(x, gradient, s, t, start=0.01, beta1=0.9, beta2=0.99, eps=1e-8, lr=0.2):
    g, d, b = gradient(x), s.get("d", start), np.sqrt(beta2)
    s["m"] = beta1 * s.get("m", 0) + (1 - beta1) * d * lr * g
    s["v"] = beta2 * s.get("v", 0) + (1 - beta2) * g * g
    a = np.sqrt(s["v"]) + eps
    s["r"] = b * s.get("r", 0) + (1 - b) * d * lr * np.dot(g, s.get("s", 0 * x) / a)
    s["s"] = b * s.get("s", 0) + (1 - b) * d * lr * g
    s["d"] = max(d, s["r"] / ((1 - b) * np.abs(s["s"]).sum()))
    return x - s["m"] / a


def schedule_free(x, gradient, s, t, lr=0.1, beta=0.8, warmup=3):
    z, average = s.get("z", x), s.get("x", x)
    gamma = lr * min(1, t / warmup)
    s["w"] = s.get("w", 0) + gamma**2
    z = s["z"] = z - gamma * gradient(x)
    c = gamma**2 / s["w"]
    average = s["x"] = (1 - c) * average + c * z
    return (1 - beta) * z + beta * average


def schedule_free_adamw(x, gradient, s, t, lr=0.1, beta=0.9, beta2=0.95, eps=1e-8, decay=0.1):
    g = gradient(x)
    z, average = s.get("z", x), s.get("x", x)
    v = s["v"] = beta2 * s.get("v", 0) + (1 - beta2) * g * g
    gamma = lr * np.sqrt(1 - beta2**t)
    s["w"] = s.get("w", 0) + gamma**2
    z = s["z"] = z - gamma * (g / (np.sqrt(v) + eps) + decay * x)
    c = gamma**2 / s["w"]
    average = s["x"] = (1 - c) * average + c * z
    return (1 - beta) * z + beta * average


def lookahead(x, gradient, s, t, lr=0.1, every=3, share=0.5):
    slow = s.setdefault("slow", x)
    x = x - lr * gradient(x)
    if t % every == 0:
        x = s["slow"] = slow + share * (x - slow)
    return x


def sam(x, gradient, s, t, lr=0.1, rho=0.05):
    g = gradient(x)
    return x - lr * gradient(x + rho * g / np.linalg.norm(g))


rules = {
    "lion": (lion, {"lr": 0.02, "beta1": 0.9, "beta2": 0.95, "decay": 0.1}),
    "lamb": (lamb, {"lr": 0.05, "beta1": 0.9, "beta2": 0.99, "eps": 1e-6, "decay": 0.1}),
    "lars": (lars, {"lr": 1.0, "momentum": 0.8, "decay": 0.1, "trust": 0.02}),
    "adabelief": (adabelief, {"lr": 0.05, "beta1": 0.9, "beta2": 0.99, "eps": 1e-8}),
    "yogi": (yogi, {"lr": 0.05, "beta1": 0.9, "beta2": 0.99, "eps": 1e-3, "start": 0.1, "corrected": False}),
    "yogi corrected": (yogi, {"lr": 0.05, "beta1": 0.9, "beta2": 0.99, "eps": 1e-3, "start": 0, "corrected": True}),
    "adan": (adan, {"lr": 0.05, "beta1": 0.9, "beta2": 0.8, "beta3": 0.95, "eps": 1e-8, "decay": 0.1}),
    "adopt": (adopt, {"lr": 0.05, "beta1": 0.9, "beta2": 0.99, "eps": 1e-6}),
    "sophia": (sophia, {"lr": 0.05, "beta1": 0.9, "beta2": 0.9, "rho": 0.5, "eps": 1e-12, "decay": 0.1, "every": 3, "batch": 4}),
    "quasiHyperbolic": (quasi_hyperbolic, {"lr": 0.1, "beta": 0.9, "share": 0.7}),
    "adafactor": (adafactor, {"lr": 0.2, "eps": 1e-30, "least": 1e-3, "clip": 0.9, "power": 0.8}),
    "muon": (muon, {"lr": 0.05, "momentum": 0.9, "decay": 0.1}),
    "shampoo": (shampoo, {"lr": 0.1, "start": 1e-2}),
    "soap": (soap, {"lr": 0.05, "beta1": 0.9, "beta2": 0.95, "eps": 1e-8, "keep": 0.9, "decay": 0.1}),
}
runs = [{"name": n, "options": o, "points": Rule(f, **o).run()} for n, (f, o) in rules.items()]
shared = {
    "prodigy": (prodigy, {"start": 0.01, "beta2": 0.99, "decay": 0.01}),
    "dAdaptation": (d_adaptation, {"start": 0.01, "beta2": 0.99, "lr": 0.2}),
    "scheduleFree": (schedule_free, {"lr": 0.1, "beta": 0.8, "warmup": 3}),
    "scheduleFreeAdamw": (schedule_free_adamw, {"lr": 0.1, "beta2": 0.95, "decay": 0.1}),
    "lookahead": (lookahead, {"lr": 0.1, "every": 3, "share": 0.5}),
    "sam": (sam, {"lr": 0.1, "rho": 0.05}),
}
runs += [{"name": n, "options": o, "points": whole(f)} for n, (f, o) in shared.items()]
target = pathlib.Path(__file__).resolve().parent.parent / "fixtures/optim/optimizer-references.json"
lines = ",\n".join("    " + json.dumps(run) for run in runs)
about = "Points after each step, written by tools/optimizer-references.py from the papers' rules."
problem = {"X": X.tolist(), "Y": Y.tolist(), "start": [a.tolist() for a in START]}
head = f'  "about": {json.dumps(about)},\n  "problem": {json.dumps(problem)},\n'
target.write_text(f'{{\n{head}  "runs": [\n{lines}\n  ]\n}}\n')
