## One step down 2 + 3x² + 4y² from (10, 10): with 0.5 it is far too long.
## The second derivatives are 6 and 8: stable below 2/8, best at 2/(6 + 8).
f(x, y) = 2 + 3*x^2 + 4*y^2

param x = 10
param y = 10

height = f(x, y)
minimize height

train half { optimizer: sgd(lr: 0.5), steps: 1 }
train half2 { optimizer: sgd(lr: 0.5), steps: 2 }
train half3 { optimizer: sgd(lr: 0.5), steps: 3 }
train tenth { optimizer: sgd(lr: 0.1), steps: 1 }
train limit { optimizer: sgd(lr: 0.25), steps: 51 }
train best { optimizer: sgd(lr: 1 / 7), steps: 25 }

show grad(f(x, y), [x, y])

test "the gradient at (10, 10) is (60, 80)" {
  expect height ~= 702
  expect grad(height, [x, y]) ~= [60, 80]
  expect hessian(height, [x, y]) ~= [[6, 0], [0, 8]]
  expect gradcheck(height)
}

test "a step of 0.5 goes to (-20, -30) and up" after train half {
  expect [x, y] ~= [-20, -30]
  expect height ~= 4802
}

test "the second step of 0.5" after train half2 { expect [x, y] ~= [40, 90] }
test "the third step of 0.5" after train half3 { expect [x, y] ~= [-80, -270] }

test "a step of 0.1 goes to (4, 2)" after train tenth {
  expect [x, y] ~= [4, 2]
  expect height ~= 66
}

test "at 0.25 y swings for ever" after train limit { expect y ~= -10 }

test "at 1/7 each step leaves a seventh of both errors" after train best {
  expect [x, y] ~= [10 / 7^25, -10 / 7^25] within 1e-30
}
