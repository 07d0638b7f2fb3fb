## The same slope from all 150 points in each step, beside the least-squares solution.
## A step multiplies the error by 1 - 2·lr·mean(x²): stable below 1/mean(x²).
dim n

data x, y: [n] from "points.csv"

param w = 10

mse(slope) = mean((slope * x - y)^2)
least_squares = sum(x * y) / sum(x^2)

minimize mse(w)

train descent {
  optimizer: sgd(lr: 0.0001)
  steps: 20
}

train step1 { optimizer: sgd(lr: 0.0001), steps: 1 }
train step2 { optimizer: sgd(lr: 0.0001), steps: 2 }
train step3 { optimizer: sgd(lr: 0.0001), steps: 3 }
train step4 { optimizer: sgd(lr: 0.0001), steps: 4 }
train step5 { optimizer: sgd(lr: 0.0001), steps: 5 }
train diverging { optimizer: sgd(lr: 0.0004), steps: 20 }

test "the least-squares slope" {
  expect least_squares ~= 3.1827023040371 within 6e-14
  expect sqrt(mse(least_squares) / (n - 1) / mean(x^2)) ~= 0.012944 within 5e-7
  expect mean(x^2) ~= 3386.060426 within 5e-7
  expect 1 / mean(x^2) ~= 2.953285e-4 within 5e-11
}

test "the mean squared error at three slopes" {
  expect mse(least_squares) ~= 84.53306210 within 5e-9
  expect mse(3.2) ~= 85.54620621 within 5e-9
  expect mse(10) ~= 157453.5465 within 5e-5
}

test "w_1" after train step1 { expect w ~= 5.38324361 within 5e-9 }
test "w_2" after train step2 { expect w ~= 3.89301044 within 5e-9 }
test "w_3" after train step3 { expect w ~= 3.41198119 within 5e-9 }
test "w_4" after train step4 { expect w ~= 3.25671076 within 5e-9 }
test "w_5" after train step5 { expect w ~= 3.20659134 within 5e-9 }
test "w_20" after train descent { expect w ~= 3.182702305 within 5e-10 }
test "w_20 beyond the limit" after train diverging { expect w ~= 3.07e5 within 500 }
