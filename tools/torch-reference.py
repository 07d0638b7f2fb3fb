"""Writes fixtures/tensor/torch.json: what PyTorch gives for each op, in float64.

    python3 tools/torch-reference.py

Needs a python3 with torch. Every case names a function of @gradus/tensor, its tensors and
options, and keeps PyTorch's results, a cotangent drawn at random for each result, and the
gradient of sum(cotangent * result) with respect to each tensor of real numbers.
"""

import json
import math
import pathlib
import random

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20260101)
random.seed(20260101)

cases = []


def plain(value):
    """A number that JSON can hold: what is not finite becomes its name."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    return value


def written(tensor):
    tensor = tensor.detach()
    data = [plain(x) for x in tensor.reshape(-1).tolist()]
    whole = {torch.int32: "i32", torch.int64: "i32"}
    dtype = {torch.float64: "f64", torch.bool: "bool", **whole}[tensor.dtype]
    return {"shape": list(tensor.shape), "dtype": dtype, "data": data}


def case(function, torch_function, tensors, options=None, gradient=True):
    """Adds a case; `torch_function` takes the tensors and gives a tensor or a tuple."""
    leaves = [
        t.detach().clone().requires_grad_(gradient and t.is_floating_point()) for t in tensors
    ]
    results = torch_function(*leaves)
    results = results if isinstance(results, tuple) else (results,)
    row = {
        "function": function,
        "tensors": [written(t) for t in leaves],
        "options": options or {},
        "results": [written(r) for r in results],
    }
    flowing = [r for r in results if r.requires_grad]
    if flowing:
        cotangents = [torch.randn_like(r) for r in flowing]
        total = sum((c * r).sum() for c, r in zip(cotangents, flowing))
        varying = [t for t in leaves if t.requires_grad]
        gradients = torch.autograd.grad(total, varying, allow_unused=True)
        row["cotangents"] = [
            written(cotangents.pop(0)) if r.requires_grad else None for r in results
        ]
        found = iter(gradients)
        row["gradients"] = [
            written(g if (g := next(found)) is not None else torch.zeros_like(t))
            if t.requires_grad
            else None
            for t in leaves
        ]
    cases.append(row)


def uniform(low, high, *shape):
    return low + (high - low) * torch.rand(shape)


def elementwise():
    unary = {
        "neg": (torch.neg, -3, 3),
        "abs": (torch.abs, -3, 3),
        "sign": (torch.sign, -3, 3),
        "sqrt": (torch.sqrt, 0.1, 9),
        "rsqrt": (torch.rsqrt, 0.1, 9),
        "cbrt": (lambda x: x.sign() * x.abs() ** (1 / 3), -8, 8),
        "floor": (torch.floor, -3, 3),
        "ceil": (torch.ceil, -3, 3),
        "round": (torch.round, -3, 3),
        "exp": (torch.exp, -3, 3),
        "expm1": (torch.expm1, -1, 1),
        "exp2": (torch.exp2, -3, 3),
        "log": (torch.log, 0.1, 9),
        "log1p": (torch.log1p, -0.9, 3),
        "log2": (torch.log2, 0.1, 9),
        "log10": (torch.log10, 0.1, 9),
        "sin": (torch.sin, -7, 7),
        "cos": (torch.cos, -7, 7),
        "tan": (torch.tan, -1.4, 1.4),
        "sec": (lambda x: 1 / torch.cos(x), -1.4, 1.4),
        "csc": (lambda x: 1 / torch.sin(x), 0.2, 3),
        "cot": (lambda x: torch.cos(x) / torch.sin(x), 0.2, 3),
        "asin": (torch.asin, -0.95, 0.95),
        "acos": (torch.acos, -0.95, 0.95),
        "atan": (torch.atan, -5, 5),
        "sinh": (torch.sinh, -3, 3),
        "cosh": (torch.cosh, -3, 3),
        "tanh": (torch.tanh, -3, 3),
        "asinh": (torch.asinh, -5, 5),
        "acosh": (torch.acosh, 1.1, 5),
        "atanh": (torch.atanh, -0.9, 0.9),
        "sigmoid": (torch.sigmoid, -6, 6),
        # PyTorch switches to the identity above its threshold; the definition has none.
        "softplus": (lambda x: F.softplus(x, threshold=1000), -30, 30),
        "relu": (torch.relu, -3, 3),
        "gelu": (F.gelu, -4, 4),
        "silu": (F.silu, -6, 6),
        "erf": (torch.erf, -3, 3),
        "erfc": (torch.erfc, -3, 3),
        "lgamma": (torch.lgamma, 0.2, 6),
        "digamma": (torch.digamma, 0.2, 6),
        "reciprocal": (torch.reciprocal, 0.2, 4),
        "square": (torch.square, -4, 4),
    }
    for name, (function, low, high) in unary.items():
        for shape in [(), (5,), (2, 3)]:
            case(name, function, [uniform(low, high, *shape)])
    binary = {
        "add": (torch.add, (-3, 3), (-3, 3)),
        "sub": (torch.sub, (-3, 3), (-3, 3)),
        "mul": (torch.mul, (-3, 3), (-3, 3)),
        "div": (torch.div, (-3, 3), (0.5, 3)),
        "pow": (torch.pow, (0.2, 3), (-2, 2)),
        "min": (torch.minimum, (-3, 3), (-3, 3)),
        "max": (torch.maximum, (-3, 3), (-3, 3)),
        "hypot": (torch.hypot, (-3, 3), (0.1, 3)),
        "atan2": (torch.atan2, (-3, 3), (0.1, 3)),
        "mod": (torch.remainder, (-9, 9), (0.7, 2)),
    }
    for name, (function, left, right) in binary.items():
        for a, b in [((4,), (4,)), ((2, 3), (3,)), ((2, 1, 3), (4, 1))]:
            case(name, function, [uniform(*left, *a), uniform(*right, *b)])
    pair = [torch.tensor([1.0, 2, 3, math.nan]), torch.tensor([2.0, 2, 1, 0])]
    for name in ["eq", "ne", "lt", "le", "gt", "ge"]:
        case(name, getattr(torch, name), pair, gradient=False)
    truths = [torch.tensor([True, True, False]), torch.tensor([True, False, False])]
    case("and", torch.logical_and, truths)
    case("or", torch.logical_or, truths)
    case("not", torch.logical_not, truths[:1])
    case("where", torch.where, [truths[0], torch.randn(3), torch.randn(2, 3)])
    case("clamp", lambda x: x.clamp(-1, 0.5), [torch.randn(9)], {"min": -1, "max": 0.5})


def edges():
    """What is not finite, and ties."""
    odd = torch.tensor([math.nan, math.inf, -math.inf, 0.0, -0.0, 1e308, -1e308, 5e-324])
    for name in ["exp", "log", "sqrt", "tanh", "sigmoid", "relu", "abs", "sin", "atan", "sign"]:
        case(name, getattr(torch, name), [odd], gradient=False)
    for name, function in [("max", torch.maximum), ("min", torch.minimum), ("add", torch.add)]:
        case(name, function, [odd, odd.flip(0)], gradient=False)
    case("sum", torch.sum, [odd], gradient=False)
    case("amax", torch.amax, [odd], gradient=False)
    case("relu", torch.relu, [torch.tensor([-1.0, 0.0, 1.0])])
    case("abs", torch.abs, [torch.tensor([-1.0, 0.0, 1.0])])
    case("amax", torch.amax, [torch.tensor([1.0, 2.0, 2.0])])
    empty = torch.zeros(0, 3)
    case("sum", lambda x: x.sum(0), [empty], {"axis": 0})
    case("exp", torch.exp, [empty])
    case("matmul", torch.matmul, [torch.zeros(2, 0), torch.zeros(0, 3)])
    case("softmax", lambda x: F.softmax(x, 1), [empty], {"axis": 1})


def reductions():
    cube = torch.randn(2, 3, 4)
    for options, axes in [({}, None), ({"axis": 1}, 1), ({"axis": [0, 2], "keepDims": True}, (0, 2))]:
        keep = options.get("keepDims", False)
        dims = tuple(range(3)) if axes is None else axes
        case("sum", lambda x: x.sum(dims, keepdim=keep), [cube], options)
        case("mean", lambda x: x.mean(dims, keepdim=keep), [cube], options)
        case("amax", lambda x: x.amax(dims, keepdim=keep), [cube], options)
        case("amin", lambda x: x.amin(dims, keepdim=keep), [cube], options)
        case("logSumExp", lambda x: x.logsumexp(dims, keepdim=keep), [cube], options)
        case("variance", lambda x: x.var(dims, correction=0, keepdim=keep), [cube], options)
    case("prod", torch.prod, [torch.randn(5)])
    case("prod", lambda x: x.prod(1), [torch.randn(3, 4)], {"axis": 1})
    case("prod", torch.prod, [torch.tensor([2.0, 0.0, 3.0])])
    case("prod", torch.prod, [torch.tensor([2.0, 0.0, 0.0])])
    for axis in [0, 1]:
        case("argmax", lambda x: x.argmax(axis), [torch.randn(3, 4)], {"axis": axis}, False)
        case("argmin", lambda x: x.argmin(axis), [torch.randn(3, 4)], {"axis": axis}, False)
        case("cumsum", lambda x: x.cumsum(axis), [torch.randn(3, 4)], {"axis": axis})
        case("sort", lambda x: x.sort(dim=axis, stable=True).values, [torch.randn(3, 4)], {"axis": axis})
        case("argsort", lambda x: x.argsort(dim=axis, stable=True), [torch.randn(3, 4)], {"axis": axis}, False)
    case("topK", lambda x: tuple(x.topk(2)), [torch.randn(3, 5)], {"k": 2})


def movements():
    cube = torch.randn(2, 3, 4)
    case("reshape", lambda x: x.reshape(4, 6), [cube], {"shape": [4, 6]})
    case("transpose", lambda x: x.permute(2, 0, 1), [cube], {"order": [2, 0, 1]})
    case("broadcastTo", lambda x: x.broadcast_to(2, 4, 3), [torch.randn(4, 1)], {"shape": [2, 4, 3]})
    case("flip", lambda x: x.flip(1), [cube], {"axis": 1})
    case("concat", lambda *x: torch.cat(x, 1), [torch.randn(2, n) for n in (1, 0, 3)], {"axis": 1})
    case("stack", lambda *x: torch.stack(x, 1), [torch.randn(2, 3) for _ in range(3)], {"axis": 1})
    case("pad", lambda x: F.pad(x, (2, 1, 0, 3)), [torch.randn(2, 3)], {"padding": [[0, 3], [2, 1]]})
    rows = torch.tensor([2, 0, 2])
    case("take", lambda x, i: x.index_select(0, i), [torch.randn(3, 4), rows], {"axis": 0})
    case("take", lambda x, i: x.index_select(1, i), [torch.randn(4, 3), rows], {"axis": 1})
    places = torch.tensor([[0, 2, 1], [3, 3, 0]])
    case("takeAlongAxis", lambda x, i: x.gather(1, i), [torch.randn(2, 4), places], {"axis": 1})
    case("oneHot", lambda i: F.one_hot(i, 4).double(), [rows], {"size": 4})
    case("tril", torch.tril, [torch.randn(3, 4)])
    case("triu", torch.triu, [torch.randn(3, 4)])
    case("diagonal", torch.diagonal, [torch.randn(3, 3)])


def contractions():
    for a, b in [((3,), (3,)), ((2, 3), (3,)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((5, 1, 2, 3), (6, 3, 2))]:
        case("matmul", torch.matmul, [torch.randn(*a), torch.randn(*b)])
    for spec, shapes in [
        ("ij,jk->ik", [(2, 3), (3, 4)]),
        ("bij,bkj->bik", [(2, 3, 4), (2, 5, 4)]),
        ("ii->i", [(3, 3)]),
        ("ij->", [(2, 3)]),
        ("i,j,k->kji", [(2,), (3,), (4,)]),
        ("bhqd,bhkd->bhqk", [(2, 2, 3, 4), (2, 2, 5, 4)]),
    ]:
        tensors = [torch.randn(*shape) for shape in shapes]
        case("einsum", lambda *x: torch.einsum(spec, *x), tensors, {"spec": spec})
    case("outer", torch.outer, [torch.randn(3), torch.randn(4)])


def convolutions():
    for options in [
        {},
        {"stride": 2, "padding": 1},
        {"dilation": 2, "padding": 2},
        {"groups": 2, "stride": 2},
    ]:
        groups = options.get("groups", 1)
        case("conv1d", lambda x, w: F.conv1d(x, w, **options), [torch.randn(2, 4, 9), torch.randn(6, 4 // groups, 3)], options)
        case("conv2d", lambda x, w: F.conv2d(x, w, **options), [torch.randn(2, 4, 7, 6), torch.randn(6, 4 // groups, 3, 2)], options)
    image = torch.randn(2, 3, 6, 5)
    for options in [{"size": 2}, {"size": 3, "stride": 2, "padding": 1}]:
        window = {"kernel_size": options["size"], **{k: v for k, v in options.items() if k != "size"}}
        case("maxPool2d", lambda x: F.max_pool2d(x, **window), [image], options)
        case("avgPool2d", lambda x: F.avg_pool2d(x, **window), [image], options)


def composites():
    for axis in [0, 1]:
        case("softmax", lambda x: F.softmax(x, axis), [torch.randn(3, 4)], {"axis": axis})
        case("logSoftmax", lambda x: F.log_softmax(x, axis), [torch.randn(3, 4)], {"axis": axis})
    far = torch.tensor([[1e4, -1e4, 0.0], [-1e4, -1e4 + 1, -1e4], [1e4, 1e4, 1e4 - 2]])
    labels = torch.tensor([1, 0, 2])
    case("softmax", lambda x: F.softmax(x, 1), [far], {"axis": 1})
    case("logSoftmax", lambda x: F.log_softmax(x, 1), [far], {"axis": 1})
    case("crossEntropy", F.cross_entropy, [far, labels])
    case("crossEntropy", F.cross_entropy, [torch.randn(4, 5), torch.tensor([0, 4, 2, 2])])
    case("layerNorm", lambda x, w, b: F.layer_norm(x, (5,), w, b), [torch.randn(2, 3, 5), torch.randn(5), torch.randn(5)])
    case("scaledDotProductAttention", F.scaled_dot_product_attention, [torch.randn(2, 2, 4, 3), torch.randn(2, 2, 5, 3), torch.randn(2, 2, 5, 3)])


def matrices():
    def positive(*batch, n=4):
        root = torch.randn(*batch, n, n)
        return root @ root.mT + n * torch.eye(n)

    def symmetric(x):
        return (x + x.mT) / 2

    for batch in [(), (2,), (2, 3)]:
        square = torch.randn(*batch, 4, 4) + 3 * torch.eye(4)
        # The functions read one triangle; a symmetric argument makes gradients comparable.
        case("cholesky", lambda x: torch.linalg.cholesky(symmetric(x)), [positive(*batch)], {"symmetrize": True})
        case("solve", torch.linalg.solve, [square, torch.randn(*batch, 4, 2)])
        case("inverse", torch.linalg.inv, [square])
        case("logdet", lambda x: torch.linalg.slogdet(x).logabsdet, [square])
        case("det", torch.linalg.det, [square])
        lower = torch.tril(torch.randn(*batch, 4, 4)) + 4 * torch.eye(4)
        case("triangularSolve", lambda a, b: torch.linalg.solve_triangular(a, b, upper=False), [lower, torch.randn(*batch, 4, 2)], {"lower": True})
        # Up to signs: compared through products that do not depend on them.
        case("eigvalsh", lambda x: torch.linalg.eigvalsh(symmetric(x)), [positive(*batch)], {"symmetrize": True})
        case("singularValues", torch.linalg.svdvals, [torch.randn(*batch, 5, 3)])
        case("qrSquare", lambda x: (lambda q, r: (q[..., :, :2] @ q[..., :, :2].mT))(*torch.linalg.qr(x)), [torch.randn(*batch, 5, 3)])


def models():
    """Whole models, their losses and the gradients of all parameters."""

    def lenet(x, y, k1, b1, k2, b2, w3, b3, w4, b4, w5, b5):
        x = F.max_pool2d(torch.tanh(F.conv2d(x, k1, b1, padding=2)), 2)
        x = F.max_pool2d(torch.tanh(F.conv2d(x, k2, b2)), 2)
        x = torch.tanh(x.flatten(1) @ w3 + b3)
        x = torch.tanh(x @ w4 + b4)
        return F.cross_entropy(x @ w5 + b5, y)

    # A LeNet of a quarter of the size, so that the file stays small.
    shapes = [(2, 1, 3, 3), (2,), (3, 2, 3, 3), (3,), (12, 8), (8,), (8, 6), (6,), (6, 4), (4,)]
    tensors = [0.3 * torch.randn(*shape) for shape in shapes]
    case("lenet", lenet, [torch.randn(2, 1, 12, 12), torch.tensor([1, 3]), *tensors])

    def gru(x, h, wi, wh, bi, bh):
        ri, zi, ni = (x @ wi.T + bi).chunk(3, 1)
        rh, zh, nh = (h @ wh.T + bh).chunk(3, 1)
        r, z = torch.sigmoid(ri + rh), torch.sigmoid(zi + zh)
        return (1 - z) * torch.tanh(ni + r * nh) + z * h

    shapes = [(2, 3), (2, 4), (12, 3), (12, 4), (12,), (12,)]
    case("gruStep", gru, [torch.randn(*shape) for shape in shapes])


def not_finite():
    """How what is not finite goes through everything else, and slopes where there are two."""
    odd = torch.tensor([math.nan, math.inf, -math.inf, 0.0, -0.0, 1e308, -1e308, 5e-324])
    unary = ["neg", "square", "rsqrt", "reciprocal", "exp2", "expm1", "log1p", "log2", "log10"]
    unary += ["cos", "tan", "asin", "acos", "sinh", "cosh", "asinh", "acosh", "atanh", "erf", "erfc"]
    unary += ["lgamma", "floor", "ceil", "round", "isnan", "isinf"]
    for name in unary:
        case(name, getattr(torch, name), [odd], gradient=False)
    for name in ["softplus", "silu", "gelu", "elu"]:
        case(name, getattr(F, name), [odd], gradient=False)
    left, right = torch.meshgrid(odd, odd, indexing="ij")
    binary = {"sub": torch.sub, "mul": torch.mul, "div": torch.div, "pow": torch.pow}
    binary |= {"atan2": torch.atan2, "hypot": torch.hypot, "maximum": torch.maximum}
    binary |= {"eq": torch.eq, "ne": torch.ne, "lt": torch.lt, "le": torch.le, "ge": torch.ge}
    for name, function in binary.items():
        case(name, function, [left, right], gradient=False)
    lines = torch.tensor([[1.0, math.nan, 2.0], [math.inf, 1.0, -math.inf], [-math.inf] * 3])
    for name in ["sum", "mean", "prod", "amax", "amin", "cumsum", "argmax", "argmin", "logsumexp"]:
        here = "logSumExp" if name == "logsumexp" else name
        case(here, lambda x: getattr(x, name)(1), [lines], {"axis": 1}, False)
    case("sort", lambda x: x.sort(dim=1, stable=True).values, [lines], {"axis": 1}, False)
    case("argsort", lambda x: x.argsort(dim=1, stable=True), [lines], {"axis": 1}, False)
    case("softmax", lambda x: F.softmax(x, 1), [lines], {"axis": 1}, False)
    case("logSoftmax", lambda x: F.log_softmax(x, 1), [lines], {"axis": 1}, False)
    case("clamp", lambda x: x.clamp(-1, 1), [lines], {"min": -1, "max": 1}, False)
    case("matmul", torch.matmul, [lines, torch.eye(3)], gradient=False)
    ties = torch.tensor([[1.0, 2.0, 2.0, 0.0], [3.0, 3.0, 3.0, -0.0]])
    for name in ["amax", "amin", "prod"]:
        case(name, lambda x: getattr(x, name)(1), [ties], {"axis": 1})
    case("max", torch.maximum, [ties, ties.flip(1)])
    case("min", torch.minimum, [ties, ties.flip(1)])
    case("clamp", lambda x: x.clamp(0, 2), [ties], {"min": 0, "max": 2})
    case("sqrt", torch.sqrt, [torch.tensor([0.0, 4.0])])
    case("pow", torch.pow, [torch.tensor([0.0, 0.0, 0.0]), torch.tensor([1.0, 2.0, 3.0])])
    for shape in [(0,), (0, 3), (3, 0), (2, 0, 3)]:
        nothing = torch.zeros(shape)
        axis = len(shape) - 1
        case("mean", torch.mean, [nothing])
        case("prod", lambda x: x.prod(axis), [nothing], {"axis": axis})
        case("cumsum", lambda x: x.cumsum(axis), [nothing], {"axis": axis})
        case("logSumExp", lambda x: x.logsumexp(axis), [nothing], {"axis": axis})
        case("add", torch.add, [nothing, torch.ones(1)])
        case("concat", lambda *x: torch.cat(x, 0), [nothing, nothing], {"axis": 0})
    single = torch.tensor(-1.5)
    for name in ["sum", "mean", "prod", "amax"]:
        case(name, getattr(torch, name), [single])
    case("add", torch.add, [single, torch.randn(2, 1)])


def limits():
    """Values and slopes at NaN, infinities, zeros, ties and the ends of the range; integers."""
    odd = torch.tensor([math.nan, math.inf, -math.inf, 0.0, -0.0, 1.0, -1.0, 1e200, -1e200, 5e-324])
    unary = ["abs", "sign", "relu", "sqrt", "exp", "expm1", "log", "log1p", "log2", "sin", "tanh"]
    unary += ["atan", "asin", "acos", "atanh", "asinh", "sinh", "cosh", "sigmoid", "erf", "lgamma"]
    unary += ["square", "reciprocal", "floor", "ceil", "round", "neg"]
    # The slope of asinh is 0 in PyTorch where the square overflows.
    for name in unary:
        case(name, getattr(torch, name), [odd[:7] if name == "asinh" else odd])
    case("acosh", torch.acosh, [odd], gradient=False)
    left, right = (side.contiguous() for side in torch.meshgrid(odd[:8], odd[:8], indexing="ij"))
    binary = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div}
    binary |= {"pow": torch.pow, "minimum": torch.minimum, "maximum": torch.maximum}
    binary |= {"hypot": torch.hypot}
    for name, function in binary.items():
        case(name, function, [left, right])
    lines = torch.tensor([[1.0, math.nan, 2.0], [0.0, -0.0, 0.0], [math.inf, 1.0, -1.0], [3.0, 3.0, 1.0]])
    for name in ["sum", "mean", "amax", "amin", "prod", "cumsum", "logsumexp"]:
        here = "logSumExp" if name == "logsumexp" else name
        case(here, lambda x: getattr(x, name)(1), [lines], {"axis": 1})
    case("std", lambda x: x.std(1, correction=0), [lines[1:]], {"axis": 1})
    case("norm", lambda x: torch.linalg.vector_norm(x, dim=1), [lines], {"axis": 1})
    largest = 2**31 - 1
    whole = [0, 1, -1, 3, -3, 100000, largest, -largest, -largest - 1, 2**30]
    numbers = torch.tensor(whole, dtype=torch.int32)
    for name in ["neg", "abs", "sign", "square", "relu", "floor"]:
        case(name, getattr(torch, name), [numbers])
    left, right = (side.contiguous() for side in torch.meshgrid(numbers, numbers, indexing="ij"))
    for name in ["add", "sub", "mul", "minimum", "maximum", "lt", "eq"]:
        case(name, getattr(torch, name), [left, right])
    divisors = torch.where(right == 0, torch.ones_like(right), right)
    case("mod", torch.remainder, [left, divisors])
    rows = numbers.reshape(2, 5)
    for name in ["sum", "prod", "cumsum"]:
        case(name, lambda x: getattr(x, name)(1, dtype=torch.int32), [rows], {"axis": 1})
    for name in ["amax", "amin", "argmax", "argmin"]:
        case(name, lambda x: getattr(x, name)(1), [rows], {"axis": 1})
    case("sort", lambda x: x.sort(dim=1, stable=True).values, [rows], {"axis": 1})
    case("argsort", lambda x: x.argsort(dim=1, stable=True), [rows], {"axis": 1})


for group in [elementwise, edges, reductions, movements, contractions, convolutions, composites, matrices, models, not_finite, limits]:
    group()

target = pathlib.Path(__file__).parent.parent / "fixtures" / "tensor" / "torch.json"
target.parent.mkdir(parents=True, exist_ok=True)
header = json.dumps({"version": 1, "torch": torch.__version__.split("+")[0]})[:-1]
rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in cases)
target.write_text(f'{header}, "cases": [\n{rows}\n]}}\n')
print(f"{len(cases)} cases")
