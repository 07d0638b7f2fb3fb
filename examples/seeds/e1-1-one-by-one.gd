## A slope through the origin, learnt from 150 points one after the other.
## The rule divides the gradient of each point by all 150, hence `/ n`.
dim n

data x, y: [n] from "points.csv"

param w = 10

pred = w * x
minimize mean((pred - y)^2) / n

train race {
  optimizer: sgd(lr: sweep(0.0001, 0.001, 0.01))
  epochs: 1
  batch: 1
  shuffle: false
}

train careful1 { optimizer: sgd(lr: 0.0001), steps: 1, batch: 1, shuffle: false }
train careful10 { optimizer: sgd(lr: 0.0001), steps: 10, batch: 1, shuffle: false }
train careful50 { optimizer: sgd(lr: 0.0001), steps: 50, batch: 1, shuffle: false }
train careful100 { optimizer: sgd(lr: 0.0001), steps: 100, batch: 1, shuffle: false }
train careful150 { optimizer: sgd(lr: 0.0001), steps: 150, batch: 1, shuffle: false }

test "w_1 at 0.0001" after train careful1 { expect w ~= 9.972966988790 within 6e-13 }
test "w_10 at 0.0001" after train careful10 { expect w ~= 9.637061471807 within 6e-13 }
test "w_50 at 0.0001" after train careful50 { expect w ~= 8.532545886286 within 6e-13 }
test "w_100 at 0.0001" after train careful100 { expect w ~= 7.711138174487 within 6e-13 }
test "w_150 at 0.0001" after train careful150 { expect w ~= 6.634955739239 within 6e-13 }

train middle1 { optimizer: sgd(lr: 0.001), steps: 1, batch: 1, shuffle: false }
train middle10 { optimizer: sgd(lr: 0.001), steps: 10, batch: 1, shuffle: false }
train middle50 { optimizer: sgd(lr: 0.001), steps: 50, batch: 1, shuffle: false }
train middle100 { optimizer: sgd(lr: 0.001), steps: 100, batch: 1, shuffle: false }
train middle150 { optimizer: sgd(lr: 0.001), steps: 150, batch: 1, shuffle: false }

test "w_1 at 0.001" after train middle1 { expect w ~= 9.729669887899 within 6e-13 }
test "w_10 at 0.001" after train middle10 { expect w ~= 7.060833335356 within 6e-13 }
test "w_50 at 0.001" after train middle50 { expect w ~= 3.747674983545 within 6e-13 }
test "w_100 at 0.001" after train middle100 { expect w ~= 3.311965797749 within 6e-13 }
test "w_150 at 0.001" after train middle150 { expect w ~= 3.162963710346 within 6e-13 }

train bold1 { optimizer: sgd(lr: 0.01), steps: 1, batch: 1, shuffle: false }
train bold10 { optimizer: sgd(lr: 0.01), steps: 10, batch: 1, shuffle: false }
train bold50 { optimizer: sgd(lr: 0.01), steps: 50, batch: 1, shuffle: false }
train bold100 { optimizer: sgd(lr: 0.01), steps: 100, batch: 1, shuffle: false }
train bold150 { optimizer: sgd(lr: 0.01), steps: 150, batch: 1, shuffle: false }

test "w_1 at 0.01" after train bold1 { expect w ~= 7.296698878986 within 6e-13 }
test "w_10 at 0.01" after train bold10 { expect w ~= 3.249023962240 within 6e-13 }
test "w_50 at 0.01" after train bold50 { expect w ~= 3.249861157084 within 6e-13 }
test "w_100 at 0.01" after train bold100 { expect w ~= 3.446525169460 within 6e-13 }
test "w_150 at 0.01" after train bold150 { expect w ~= 3.220998007629 within 6e-13 }

train middle74 { optimizer: sgd(lr: 0.001), steps: 74, batch: 1, shuffle: false }
train middle75 { optimizer: sgd(lr: 0.001), steps: 75, batch: 1, shuffle: false }
train bold5 { optimizer: sgd(lr: 0.01), steps: 5, batch: 1, shuffle: false }
train bold6 { optimizer: sgd(lr: 0.01), steps: 6, batch: 1, shuffle: false }

# The estimate only falls on its way to 3.2, so the step before tells which is the first.
test "0.001 is not within 5 % after 74 points" after train middle74 { expect w > 3.2 * 1.05 }
test "0.001 is within 5 % after 75 points" after train middle75 { expect w < 3.2 * 1.05 }
test "0.01 is not within 5 % after 5 points" after train bold5 { expect w > 3.2 * 1.05 }
test "0.01 is within 5 % after 6 points" after train bold6 { expect w < 3.2 * 1.05 }
test "0.0001 never comes within 5 %" after train careful150 { expect w > 3.2 * 1.05 }

test "of the three rates 0.001 ends with the lowest loss" after train race {
  expect w ~= 3.162963710346 within 6e-13
}
