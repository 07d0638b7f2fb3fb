import { conv2d, crossEntropy, maxPool, split, type Tensor } from '@gradus/tensor'

/** The loss of a small LeNet with tanh, as in the reference values. */
export function lenet(
  x: Tensor,
  labels: Tensor,
  k1: Tensor,
  b1: Tensor,
  k2: Tensor,
  b2: Tensor,
  w3: Tensor,
  b3: Tensor,
  w4: Tensor,
  b4: Tensor,
  w5: Tensor,
  b5: Tensor,
): Tensor {
  const bias = (b: Tensor): Tensor => b.reshape([1, -1, 1, 1])
  const first = maxPool(conv2d(x, k1, { padding: 2 }).add(bias(b1)).tanh(), 2)
  const second = maxPool(conv2d(first, k2).add(bias(b2)).tanh(), 2)
  const flat = second.reshape([x.shape[0]!, -1])
  const hidden = flat.matmul(w3).add(b3).tanh().matmul(w4).add(b4).tanh()
  return crossEntropy(hidden.matmul(w5).add(b5), labels)
}

/** One step of a gated recurrent unit, with the gates in the order of PyTorch. */
export function gruStep(
  x: Tensor,
  h: Tensor,
  wi: Tensor,
  wh: Tensor,
  bi: Tensor,
  bh: Tensor,
): Tensor {
  const [ri, zi, ni] = split(x.matmul(wi.T).add(bi), 3, 1)
  const [rh, zh, nh] = split(h.matmul(wh.T).add(bh), 3, 1)
  const r = ri.add(rh).sigmoid()
  const z = zi.add(zh).sigmoid()
  const candidate = ni.add(r.mul(nh)).tanh()
  return z.neg().add(1).mul(candidate).add(z.mul(h))
}
