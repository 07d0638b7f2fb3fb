## One Newton step is exact on any quadratic, and takes a third of the way on a quartic.
booth(x, y) = (x + 2*y - 7)^2 + (2*x + y - 5)^2

param x = -5
param y = -5
param z = 4

minimize booth(x, y) + z^4

show grad(booth(x, y), [x, y])
show hessian(booth(x, y), [x, y])

train one {
  optimizer: newton()
  steps: 1
}

train ten {
  optimizer: newton()
  steps: 10
}

train remembered {
  optimizer: lbfgs()
  steps: 60
}

test "the gradient and the Hessian at the start" {
  expect grad(booth(x, y), [x, y]) ~= [-124, -128]
  expect hessian(booth(x, y), [x, y]) ~= [[10, 8], [8, 10]]
}

test "one step lands on the minimum of Booth, (1, 3), and a third of the way on z^4" after train one {
  expect [x, y] ~= [1, 3] within 1e-12
  expect z ~= 8/3
}

test "each further step takes a third of what is left" after train ten {
  expect z ~= 4 * (2/3)^10
}

test "L-BFGS needs no Hessian, and more steps" after train remembered {
  expect [x, y] ~= [1, 3] within 1e-6
  expect abs(z) < 0.05
}
