"""Writes runs of PyTorch's optimizers over several tensors, and of schedulers that are combined.

    python3 tools/torch-trees.py [count] [seed] [folder]

Needs a python3 with torch 2.13. Every run is 20 steps in float64 over tensors of different rank,
some with a group for each; every schedule is 60 steps. Writes torch-trees.json and
torch-schedules-combined.json, into fixtures/optim unless told otherwise. Runs that rounding alone
takes apart are left out.
"""

import json
import math
import pathlib
import random
import sys
import warnings

import torch

muon = sys.modules["torch.optim._muon"]
# Newton-Schulz in the dtype of the parameters: bfloat16 has no digits to compare.
source = pathlib.Path(muon.__file__).read_text().replace("grad.bfloat16()", "grad.clone()")
exec(compile(source.replace("from .optimizer", "from torch.optim.optimizer"), "muon", "exec"), muon.__dict__)
torch.optim.Muon = muon.Muon
warnings.simplefilter("ignore")
torch.set_default_dtype(torch.float64)
count = int(sys.argv[1]) if len(sys.argv) > 1 else 2
rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20261122)
root = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "optim"
folder = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else root

A = torch.tensor([[1.0, 2], [-0.5, 0.3], [0.8, -1.1], [0.1, 0.9]])
Y = torch.tensor([[1.0, 0, 2], [0.5, -1, 0], [0, 1, 1], [2, 0.3, -0.7]])


def mixed(p):
    """Half the mean square of A W s + b - Y over rows, and a bowl in T."""
    w, b, s, t = p
    error = (A @ w) * s + b - Y
    return error.pow(2).sum() / 8 + 0.15 * (t * t).sum() + 0.1 * (t.sum() - 1) ** 2


def product(p):
    error = A @ p[0] @ p[1] - Y
    return error.pow(2).mean()


def normals(*shape):
    return torch.tensor([rng.gauss(0, 1) for _ in range(math.prod(shape))]).reshape(shape).tolist()


objectives = {
    "mixed": (mixed, lambda: [normals(2, 3), normals(3), rng.uniform(0.5, 1.5), normals(2, 2, 2)]),
    "product": (product, lambda: [normals(2, 2), normals(2, 3)]),
}


def log(a, b):
    return lambda: 10 ** rng.uniform(math.log10(a), math.log10(b))


def uniform(a, b):
    return lambda: rng.uniform(a, b)


def true():
    return True


def betas():
    return [rng.uniform(0, 0.97), 1 - log(1e-4, 0.2)()]


common = {"weight_decay": log(1e-4, 0.3), "maximize": true}
adam = {**common, "betas": betas, "eps": log(1e-12, 1e-2)}
decoupled = {**adam, "decoupled_weight_decay": true}
options = {
    "SGD": {**common, "momentum": uniform(0.1, 0.95), "dampening": uniform(0, 0.9)},
    "Adam": {**decoupled, "amsgrad": true},
    "AdamW": {**adam, "amsgrad": true},
    "NAdam": {**decoupled, "momentum_decay": log(1e-3, 0.1)},
    "RAdam": decoupled,
    "Adamax": adam,
    "Adagrad": {**common, "lr_decay": log(1e-4, 0.2), "initial_accumulator_value": log(1e-3, 2)},
    "Adadelta": {**common, "rho": uniform(0.5, 0.99), "eps": log(1e-8, 1e-3)},
    "RMSprop": {**common, "alpha": uniform(0.5, 0.99), "momentum": uniform(0.1, 0.9), "centered": true},
    "ASGD": {**common, "lambd": log(1e-5, 0.1), "alpha": uniform(0.3, 1), "t0": lambda: rng.randint(0, 10)},
    "Rprop": {"etas": lambda: [rng.uniform(0.2, 0.8), rng.uniform(1.05, 1.5)], "maximize": true},
    "Adafactor": {
        **common,
        "beta2_decay": uniform(-1, -0.3),
        "eps": lambda: [rng.choice([None, 1e-3]), log(1e-4, 0.1)()],
        "d": uniform(1, 3),
    },
    "Muon": {
        "weight_decay": log(1e-3, 0.3),
        "momentum": uniform(0.1, 0.98),
        "nesterov": lambda: False,
        "adjust_lr_fn": lambda: "match_rms_adamw",
        "ns_steps": lambda: rng.randint(1, 6),
    },
}


def points(name, objective, start, hyper, groups, shift):
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in hyper.items()}
    tensors = [(torch.tensor(value) * (1 + shift)).requires_grad_(True) for value in start]
    parts = [{"params": [p], **group} for p, group in zip(tensors, groups)] if groups else tensors
    optimizer = getattr(torch.optim, name)(parts, **given)
    found = []
    for _ in range(20):
        optimizer.zero_grad()
        objectives[objective][0](tensors).backward()
        optimizer.step()
        found.append([x for p in tensors for x in p.detach().reshape(-1).tolist()])
    return found


def run(name, number):
    objective = "product" if name == "Muon" else rng.choice(list(objectives))
    start = objectives[objective][1]()
    hyper = {"lr": log(0.01, 0.1)()}
    for option, make in options[name].items():
        if rng.random() < 0.5:
            hyper[option] = make()
    groups = [{"lr": hyper["lr"] * rng.uniform(0.3, 1.5)} for _ in start] if number % 2 else None
    first = points(name, objective, start, hyper, groups, 0)
    again = points(name, objective, start, hyper, groups, 5e-16)
    apart = max(abs(a - b) for p, q in zip(first, again) for a, b in zip(p, q))
    if not apart < 1e-12:
        return run(name, number)
    result = {"id": f"{name}/tree {number}/{objective}", "optimizer": name, "hyper": hyper}
    return {**result, **({"groups": groups} if groups else {}), "objective": objective, "start": start, "points": first}


functions = {"slow": lambda t: 1 / (1 + t), "wave": lambda t: 1 + 0.5 * math.sin(t / 3 + 1)}
schedulers = {
    "StepLR": lambda: {"step_size": rng.randint(2, 15), "gamma": rng.uniform(0.2, 0.95)},
    "ConstantLR": lambda: {"factor": rng.uniform(0.1, 0.9), "total_iters": rng.randint(0, 30)},
    "LinearLR": lambda: {"start_factor": rng.uniform(0.1, 1), "total_iters": rng.randint(1, 30)},
    "ExponentialLR": lambda: {"gamma": rng.uniform(0.8, 1.02)},
    "PolynomialLR": lambda: {"total_iters": rng.randint(10, 50), "power": rng.uniform(0.5, 2)},
    "CosineAnnealingLR": lambda: {"T_max": rng.randint(5, 40), "eta_min": rng.choice([0, rng.uniform(0.001, 0.05)])},
    "CosineAnnealingWarmRestarts": lambda: {"T_0": rng.randint(3, 20), "T_mult": rng.randint(1, 2)},
    "LambdaLR": lambda: {"lr_lambda": rng.choice(list(functions))},
    "MultiplicativeLR": lambda: {"lr_lambda": rng.choice(list(functions))},
    "SWALR": lambda: {"swa_lr": rng.uniform(0.01, 0.3), "anneal_epochs": rng.randint(0, 20)},
}


def build(optimizer, name, args):
    given = dict(args)
    if "lr_lambda" in given:
        given["lr_lambda"] = functions[given["lr_lambda"]]
    if "schedulers" in given:
        given["schedulers"] = [build(optimizer, *each) for each in given["schedulers"]]
    if name == "ChainedScheduler":
        return torch.optim.lr_scheduler.ChainedScheduler(**given)
    place = torch.optim.swa_utils if name == "SWALR" else torch.optim.lr_scheduler
    return getattr(place, name)(optimizer, **given)


def several(size):
    while True:
        names = rng.choices(list(schedulers), k=size)
        # All SWALR of one optimizer share its last rate.
        if names.count("SWALR") < 2:
            return [[name, schedulers[name]()] for name in names]


def schedule(name, number):
    size = rng.randint(2, 4)
    args = {
        "SWALR": lambda: {**schedulers["SWALR"](), "anneal_strategy": rng.choice(["cos", "linear"])},
        "OneCycleLR": lambda: {"max_lr": 0.5, "total_steps": 59, "anneal_strategy": rng.choice(["cos", "linear"])},
        "ChainedScheduler": lambda: {"schedulers": several(size)},
        "SequentialLR": lambda: {
            "schedulers": several(size),
            "milestones": sorted(rng.sample(range(1, 50), size - 1)),
        },
    }[name]()
    base = rng.uniform(0.05, 0.5)
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=base, momentum=0.9)
    scheduler = build(optimizer, name, args)
    rates = []
    for step in range(60):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < 59:
            scheduler.step()
    return {"id": f"{name}/combined {number}", "scheduler": name, "args": args, "base_lr": base, "rates": rates}


about = f"PyTorch {torch.__version__.split('+')[0]} in float64, written by tools/torch-trees.py."
runs = [run(name, number + 1) for name in options for number in range(count)]
combined = [
    schedule(name, number + 1)
    for name in ("SWALR", "OneCycleLR", "ChainedScheduler", "SequentialLR")
    for number in range(5 * count)
]


def write(name, what, key, entries):
    lines = ",\n    ".join(json.dumps(entry) for entry in entries)
    text = f'{{\n  "about": {json.dumps(what + about)},\n  "{key}": [\n    {lines}\n  ]\n}}\n'
    (folder / name).write_text(text)


write("torch-trees.json", "Points after each step, the elements of all tensors: ", "runs", runs)
write("torch-schedules-combined.json", "Rates after each step: ", "schedules", combined)
