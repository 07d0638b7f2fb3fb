## Optimizers on Booth's function from (-5, -5), some as a post writes them.
## Its suggestion for Adam has the two betas swapped, which does not converge here.
booth(x, y) = (x + 2*y - 7)^2 + (2*x + y - 5)^2

param x = -5
param y = -5

minimize booth(x, y)

## Momentum as the post writes it: the velocity is a running mean.
optimizer averaged(lr = 0.01, beta = 0.9) {
  state v = 0
  v <- beta * v + (1 - beta) * g
  w <- w - lr * v
}

## Adam with the bias of the first steps left in.
optimizer biased_adam(lr = 0.001, beta1 = 0.9, beta2 = 0.999, eps = 1e-8) {
  state m = 0
  state s = 0
  m <- beta1 * m + (1 - beta1) * g
  s <- beta2 * s + (1 - beta2) * g^2
  w <- w - lr * m / (sqrt(s) + eps)
}

## L2 as a rule: weights shrink by a share of themselves in each step.
optimizer shrinking(lr = 0.01, share = 0.1) {
  w <- (1 - lr * share) * w - lr * g
}

train mean01 { optimizer: averaged(lr: 0.01), steps: 150 }
train mean10 { optimizer: averaged(lr: 0.1), steps: 150 }
train ball { optimizer: momentum(lr: 0.01, beta: 0.9), steps: 150 }
train rms01 { optimizer: rmsprop(lr: 0.01, beta: 0.9), steps: 150 }
train rms10 { optimizer: rmsprop(lr: 0.1, beta: 0.9), steps: 150 }
train adam1 { optimizer: adam(lr: 0.1), steps: 1 }
train adam150 { optimizer: adam(lr: 0.1), steps: 150 }
train adam1000 { optimizer: adam(lr: 0.1), steps: 1000 }
train adam5000 { optimizer: adam(lr: 0.1), steps: 5000 }
train swapped150 { optimizer: adam(lr: 0.1, beta1: 0.999, beta2: 0.9), steps: 150 }
train swapped1000 { optimizer: adam(lr: 0.1, beta1: 0.999, beta2: 0.9), steps: 1000 }
train swapped5000 { optimizer: adam(lr: 0.1, beta1: 0.999, beta2: 0.9), steps: 5000 }
train biased { optimizer: biased_adam(lr: 0.1), steps: 1 }
train shrink150 { optimizer: shrinking(lr: 0.01, share: 0.1), steps: 150 }
train shrink { optimizer: shrinking(lr: 0.01, share: 0.1), steps: 2000 }

test "the post's momentum" after train mean01 {
  expect loss ~= 0.00156472191 within 5e-12
}

test "a heavy ball" after train ball {
  expect loss ~= 9.40373229e-5 within 5e-14
}

test "the post's momentum at ten times the rate is the heavy ball" after train mean10 {
  expect loss ~= 9.40373229e-5 within 5e-14
}

test "RMSProp at 0.01 has too far to go" after train rms01 {
  expect loss ~= 532.551945 within 5e-7
}

test "RMSProp at 0.1" after train rms10 {
  expect loss ~= 1.026e-8 within 5e-12
}

test "Adam's first step is the rate, whatever the gradient" after train adam1 {
  expect [x, y] ~= [-4.9, -4.9]
}

test "Adam after 150 steps" after train adam150 { expect loss ~= 1.18087682 within 5e-9 }
test "Adam after 1000 steps" after train adam1000 { expect loss ~= 1.4596e-7 within 5e-12 }
test "Adam after 5000 steps" after train adam5000 { expect loss ~= 7.9e-31 within 5e-30 }

test "swapped betas after 150 steps" after train swapped150 {
  expect loss ~= 321.305448 within 5e-7
}

test "swapped betas after 1000 steps" after train swapped1000 {
  expect loss ~= 123.893323 within 5e-7
}

test "swapped betas after 5000 steps" after train swapped5000 {
  expect loss ~= 70.333022 within 5e-7
}

test "without its correction Adam's first step is 3.16 times too long" after train biased {
  expect [x, y] ~= [-4.683772, -4.683772] within 5e-7
  expect (x + 5) / 0.1 ~= 3.16 within 0.005
}

test "L2 after 150 steps" after train shrink150 {
  expect loss ~= 0.0173650727 within 1e-10
}

test "L2 does not end at (1, 3)" after train shrink {
  expect [x, y] ~= [1.0365693239, 2.9413312286] within 5e-11
}
