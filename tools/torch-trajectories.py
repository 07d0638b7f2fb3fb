"""Writes runs of PyTorch's optimizers and schedulers with hyperparameters drawn at random.

    python3 tools/torch-trajectories.py [count] [seed] [folder]

Needs a python3 with torch 2. Every run is 30 steps in float64, every schedule 60 steps. Writes
torch-trajectories-drawn.json and torch-schedules-drawn.json, into fixtures/optim unless told
otherwise.
"""

import json
import pathlib
import random
import sys
import warnings

import torch

# Up to 2.0 the line search of LBFGS tried up to 25 points; we keep that, and so do these runs.
lbfgs = sys.modules["torch.optim.lbfgs"]
search = lbfgs._strong_wolfe
lbfgs._strong_wolfe = lambda *args, max_ls, **rest: search(*args, **rest)
warnings.simplefilter("ignore")
torch.set_default_dtype(torch.float64)
count = int(sys.argv[1]) if len(sys.argv) > 1 else 2
rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20260301)
root = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "optim"
folder = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else root
data = json.loads((root / "torch-trajectories.json").read_text())["data"]
X, y = torch.tensor(data["X"]), torch.tensor(data["y"], dtype=torch.float64)


def booth(p):
    return (p[0] + 2 * p[1] - 7) ** 2 + (2 * p[0] + p[1] - 5) ** 2


def rosenbrock(p):
    return 100 * (p[1] - p[0] ** 2) ** 2 + (1 - p[0]) ** 2


def logreg(p):
    return torch.nn.functional.softplus((1 - 2 * y) * (X @ p[:3] + p[3])).mean()


objectives = {
    "booth": (booth, [-5.0, -5.0], 0.02),
    "rosenbrock": (rosenbrock, [-1.2, 1.0], 0.001),
    "logreg": (logreg, [0.1, -0.2, 0.3, 0.05], 0.3),
}


def sometimes(make):
    return make() if rng.random() < 0.5 else None


def uniform(a, b):
    return lambda: round(rng.uniform(a, b), 4)


def chosen(*values):
    return lambda: rng.choice(values)


def betas():
    return [round(rng.uniform(0.5, 0.99), 3), round(rng.uniform(0.8, 0.9999), 4)]


decay = uniform(0.001, 0.3)
true = chosen(True)
eps = chosen(1e-3, 1e-5, 1e-10)
options = {
    "SGD": {"momentum": uniform(0.1, 0.95), "weight_decay": decay, "maximize": true},
    "Adagrad": {
        "lr_decay": uniform(0.01, 0.3),
        "initial_accumulator_value": uniform(0.01, 1),
        "weight_decay": decay,
        "eps": eps,
        "maximize": true,
    },
    "Adadelta": {"rho": uniform(0.5, 0.99), "eps": eps, "weight_decay": decay, "maximize": true},
    "RMSprop": {
        "alpha": uniform(0.5, 0.999),
        "momentum": uniform(0.1, 0.95),
        "centered": true,
        "eps": eps,
        "weight_decay": decay,
        "maximize": true,
    },
    "Adam": {
        "betas": betas,
        "eps": eps,
        "amsgrad": true,
        "weight_decay": decay,
        "decoupled_weight_decay": true,
        "maximize": true,
    },
    "AdamW": {"betas": betas, "eps": eps, "amsgrad": true, "weight_decay": decay, "maximize": true},
    "NAdam": {
        "betas": betas,
        "eps": eps,
        "momentum_decay": uniform(0.001, 0.5),
        "weight_decay": decay,
        "decoupled_weight_decay": true,
        "maximize": true,
    },
    "RAdam": {
        "betas": betas,
        "eps": eps,
        "weight_decay": decay,
        "decoupled_weight_decay": true,
        "maximize": true,
    },
    "Adamax": {"betas": betas, "eps": eps, "weight_decay": decay, "maximize": true},
    "ASGD": {
        "lambd": uniform(0.001, 0.3),
        "alpha": uniform(0.3, 1),
        "t0": chosen(0, 5),
        "weight_decay": decay,
        "maximize": true,
    },
    "Rprop": {
        "etas": lambda: [round(rng.uniform(0.3, 0.8), 3), round(rng.uniform(1.05, 1.5), 3)],
        "step_sizes": lambda: [1e-4, round(rng.uniform(0.05, 1), 3)],
        "maximize": true,
    },
    "LBFGS": {
        "max_iter": chosen(1, 2, 4, 8),
        "history_size": chosen(1, 3, 10),
        "line_search_fn": chosen("strong_wolfe"),
        "tolerance_grad": chosen(1e-4, 1e-10),
        "tolerance_change": chosen(1e-5, 1e-12),
    },
}


def drawn(name, scale):
    hyper = {"lr": round(scale * 10 ** rng.uniform(-1, 0), 6)}
    if name == "LBFGS":
        hyper["lr"] = round(rng.uniform(0.2, 1), 3)
    for option, make in options[name].items():
        value = sometimes(make)
        if value is not None:
            hyper[option] = value
    if name == "SGD" and "momentum" in hyper:
        if rng.random() < 0.4:
            hyper["nesterov"] = True
        elif rng.random() < 0.6:
            hyper["dampening"] = round(rng.uniform(0.05, 0.95), 3)
    return hyper


def run(name, number):
    objective = rng.choice(list(objectives))
    f, start, scale = objectives[objective]
    if name in ("SGD", "ASGD"):
        scale *= 0.5
    hyper = drawn(name, scale)
    p = torch.tensor(start, requires_grad=True)
    optimizer = getattr(torch.optim, name)([p], **hyper)
    extra = {}
    if rng.random() < 0.2 and name != "LBFGS":
        extra = {rng.choice(["clip_grad_norm", "clip_grad_value"]): round(rng.uniform(0.1, 5), 3)}
    points, evaluations = [], []
    for _ in range(6 if name == "LBFGS" else 30):
        calls = 0

        def closure():
            nonlocal calls
            calls += 1
            optimizer.zero_grad()
            value = f(p)
            value.backward()
            if "clip_grad_norm" in extra:
                torch.nn.utils.clip_grad_norm_([p], extra["clip_grad_norm"])
            if "clip_grad_value" in extra:
                torch.nn.utils.clip_grad_value_([p], extra["clip_grad_value"])
            return value

        optimizer.step(closure)
        points.append(p.tolist())
        evaluations.append(calls)
    if not all(abs(x) < 1e6 for x in points[-1]):
        return run(name, number)
    result = {"id": f"{name}/drawn {number}/{objective}", "optimizer": name, "hyper": hyper, **extra}
    if name == "LBFGS":
        result["closure_evals"] = evaluations
    return {**result, "objective": objective, "start": start, "points": points}


def whole(a, b):
    return lambda: rng.randint(a, b)


schedulers = {
    "StepLR": lambda: {"step_size": rng.randint(2, 15), "gamma": round(rng.uniform(0.2, 0.95), 3)},
    "MultiStepLR": lambda: {
        "milestones": sorted(rng.choices(range(1, 55), k=4)),
        "gamma": round(rng.uniform(0.2, 0.95), 3),
    },
    "ConstantLR": lambda: {"factor": round(rng.uniform(0.1, 0.9), 3), "total_iters": rng.randint(1, 40)},
    "LinearLR": lambda: {
        "start_factor": round(rng.uniform(0.05, 1), 3),
        "end_factor": round(rng.uniform(0.05, 1), 3),
        "total_iters": rng.randint(1, 70),
    },
    "ExponentialLR": lambda: {"gamma": round(rng.uniform(0.7, 1.01), 3)},
    "PolynomialLR": lambda: {"total_iters": rng.randint(3, 80), "power": round(rng.uniform(0.5, 3), 2)},
    "CosineAnnealingLR": lambda: {"T_max": rng.randint(5, 80), "eta_min": round(rng.uniform(0.001, 0.02), 4)},
    "CosineAnnealingWarmRestarts": lambda: {
        "T_0": rng.randint(1, 20),
        "T_mult": rng.randint(1, 3),
        "eta_min": round(rng.uniform(0, 0.02), 4),
    },
    "OneCycleLR": lambda: {
        "max_lr": round(rng.uniform(0.1, 1), 3),
        "total_steps": rng.randint(62, 100),
        "pct_start": round(rng.uniform(0.1, 0.45), 3),
        "anneal_strategy": rng.choice(["cos", "linear"]),
        "three_phase": rng.random() < 0.5,
        "div_factor": round(rng.uniform(2, 30), 2),
        "final_div_factor": round(rng.uniform(2, 1000), 2),
        "base_momentum": round(rng.uniform(0.5, 0.85), 3),
        "max_momentum": round(rng.uniform(0.86, 0.99), 3),
    },
    "CyclicLR": lambda: {
        "base_lr": 0.01,
        "max_lr": round(rng.uniform(0.1, 1), 3),
        "step_size_up": rng.randint(1, 12),
        "step_size_down": rng.randint(1, 12),
        "mode": rng.choice(["triangular", "triangular2", "exp_range"]),
        "gamma": round(rng.uniform(0.9, 1), 3),
    },
    "ReduceLROnPlateau": lambda: {
        "mode": rng.choice(["min", "max"]),
        "factor": round(rng.uniform(0.1, 0.9), 3),
        "patience": rng.randint(0, 4),
        "threshold": round(rng.uniform(0, 0.05), 4),
        "threshold_mode": rng.choice(["rel", "abs"]),
        "cooldown": rng.randint(0, 3),
        "min_lr": round(rng.uniform(0, 0.01), 4),
    },
}
lr_scheduler = torch.optim.lr_scheduler
simple = ["ConstantLR", "LinearLR", "ExponentialLR", "PolynomialLR", "CosineAnnealingLR", "StepLR"]


def schedule(name, number):
    base_lr = round(rng.uniform(0.05, 0.5), 3)
    p = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=base_lr, momentum=0.9)
    extra = {}
    if name in ("SequentialLR", "ChainedScheduler"):
        names = rng.sample(simple if name == "SequentialLR" else simple[:4], 3)
        inner = [(each, schedulers[each]()) for each in names]
        made = [getattr(lr_scheduler, each)(optimizer, **args) for each, args in inner]
        args = {"schedulers": inner}
        if name == "SequentialLR":
            args["milestones"] = sorted(rng.sample(range(3, 50), 2))
            scheduler = lr_scheduler.SequentialLR(optimizer, made, args["milestones"])
        else:
            scheduler = lr_scheduler.ChainedScheduler(made, optimizer)
    else:
        args = schedulers[name]()
        scheduler = getattr(lr_scheduler, name)(optimizer, **args)
    group = optimizer.param_groups[0]
    rates, momentum, metric = [group["lr"]], [group["momentum"]], []
    level = 1.0
    for _ in range(60):
        optimizer.step()
        if name == "ReduceLROnPlateau":
            level *= 1 + rng.uniform(-0.08, 0.06)
            metric.append(round(level, 4))
            scheduler.step(metric[-1])
        else:
            scheduler.step()
        rates.append(group["lr"])
        momentum.append(group["momentum"])
    result = {"id": f"{name}/drawn {number}", "scheduler": name, "args": args, "base_lr": base_lr}
    if metric:
        result["metric"] = metric
    if name in ("OneCycleLR", "CyclicLR"):
        result["momentum"] = momentum
    return {**result, "rates": rates}


def write(name, about, key, rows, extra):
    lines = ",\n".join("    " + json.dumps(row) for row in rows)
    head = "".join(f'  "{k}": {json.dumps(v)},\n' for k, v in {"about": about, **extra}.items())
    (folder / name).write_text(f'{{\n{head}  "{key}": [\n{lines}\n  ]\n}}\n')


runs = [run(name, i + 1) for name in options for i in range(count)]
names = [*schedulers, "SequentialLR", "ChainedScheduler"]
rows = [schedule(name, i + 1) for name in names for i in range(max(1, count // 2))]
source = f"PyTorch {torch.__version__.split('+')[0]} in float64, written by tools/torch-trajectories.py"
write("torch-trajectories-drawn.json", f"Points after each step: {source}.", "runs", runs, {"data": data})
write("torch-schedules-drawn.json", f"Rates after each step: {source}.", "schedules", rows, {})
