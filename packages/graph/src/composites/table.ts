/** What a composite is made of, and its name in PyTorch. */
export interface Composite {
  /** The ops of its graph, in order; those of conversions and repetitions are left out. */
  readonly of: string
  readonly torch: string
}

/** The functions of this package that are graphs of ops, and have their gradients from them. */
export const composites = {
  conv1d: { of: 'pad, windows, contract', torch: 'torch.nn.functional.conv1d' },
  conv2d: { of: 'pad, windows, contract', torch: 'torch.nn.functional.conv2d' },
  maxPool1d: { of: 'concat, windows, reduce_max', torch: 'torch.nn.functional.max_pool1d' },
  maxPool2d: { of: 'concat, windows, reduce_max', torch: 'torch.nn.functional.max_pool2d' },
  avgPool1d: { of: 'pad, windows, sum, div', torch: 'torch.nn.functional.avg_pool1d' },
  avgPool2d: { of: 'pad, windows, sum, div', torch: 'torch.nn.functional.avg_pool2d' },
  reduceMin: { of: 'neg, reduce_max, neg', torch: 'torch.amin' },
  argmin: { of: 'neg, argmax', torch: 'torch.argmin' },
  anyTrue: { of: 'reduce_max, gt', torch: 'torch.any' },
  allTrue: { of: 'not, reduce_max, gt, not', torch: 'torch.all' },
  logSumExp: { of: 'reduce_max, sub, exp, sum, log, add', torch: 'torch.logsumexp' },
  softmax: { of: 'reduce_max, sub, exp, sum, div', torch: 'torch.nn.functional.softmax' },
  logSoftmax: {
    of: 'reduce_max, sub, exp, sum, log, sub',
    torch: 'torch.nn.functional.log_softmax',
  },
  sort: { of: 'argsort, take_along_axis', torch: 'torch.sort' },
  topK: { of: 'neg, argsort, slice, take_along_axis', torch: 'torch.topk' },
  stack: { of: 'reshape, concat', torch: 'torch.stack' },
  take: { of: 'transpose, gather, transpose', torch: 'torch.index_select' },
  cumprod: { of: 'slice, concat, mul in log n steps', torch: 'torch.cumprod' },
  cholesky: { of: 'add, cholesky', torch: 'torch.linalg.cholesky' },
  choleskySolve: { of: 'triangular_solve, triangular_solve', torch: 'torch.cholesky_solve' },
  lu: { of: 'lu, slice, select', torch: 'torch.linalg.lu' },
  solve: { of: 'lu, solve', torch: 'torch.linalg.solve' },
  inverse: { of: 'lu, solve', torch: 'torch.linalg.inv' },
  det: { of: 'lu, determinant, exp2, mul', torch: 'torch.linalg.det' },
  slogdet: { of: 'lu, determinant, log, add', torch: 'torch.linalg.slogdet' },
  logdet: { of: 'lu, determinant, log, add', torch: 'torch.logdet' },
  qr: { of: 'qr, slice, contract', torch: 'torch.linalg.qr' },
  eigh: { of: 'add, eigh, spectrum, slice', torch: 'torch.linalg.eigh' },
  svd: { of: 'svd, spectrum, slice', torch: 'torch.linalg.svd' },
  clamp: { of: 'select, select', torch: 'torch.clamp' },
  silu: { of: 'sigmoid, mul', torch: 'torch.nn.functional.silu' },
  gelu: { of: 'erfc, mul', torch: 'torch.nn.functional.gelu' },
} as const satisfies Readonly<Record<string, Composite>>
