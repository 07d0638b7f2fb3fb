## The same slope from 100 batches of five rows, drawn before from the 150 points.
## The rule divides each batch's mean gradient once more by 150: the file holds 500 rows.
dim n, copy

data turn, x, y: [n] from "drawn.csv"
data stop: [copy] from "last-fifty.csv"

param w = 10
param late: [copy] = 10

pred = w * x
error = outer(x, late) - y
moves = outer(turn, 1 / (stop - 50)) < 1.001

# Beside w fifty copies, each stopped at a turn of its own: the last fifty estimates.
minimize (mean((pred - y)^2) + sum(mean(moves * error^2, over: n))) / 150

train careful1 { optimizer: sgd(lr: 0.0001), steps: 1, batch: 5, batch_dim: n, shuffle: false }
train careful { optimizer: sgd(lr: 0.0001), steps: 100, batch: 5, batch_dim: n, shuffle: false }
train middle1 { optimizer: sgd(lr: 0.001), steps: 1, batch: 5, batch_dim: n, shuffle: false }
train middle { optimizer: sgd(lr: 0.001), steps: 100, batch: 5, batch_dim: n, shuffle: false }
train bold1 { optimizer: sgd(lr: 0.01), steps: 1, batch: 5, batch_dim: n, shuffle: false }
train bold { optimizer: sgd(lr: 0.01), steps: 100, batch: 5, batch_dim: n, shuffle: false }

test "the first batch at 0.0001" after train careful1 {
  expect w ~= 9.967002703710 within 6e-13
}

test "the first batch at 0.001" after train middle1 {
  expect w ~= 9.670027037100 within 6e-13
}

test "the first batch at 0.01" after train bold1 {
  expect w ~= 6.700270371002 within 6e-13
}

test "100 batches at 0.0001" after train careful {
  expect w ~= 7.722014296486 within 6e-13
  expect std(late) ~= 0.2895 within 5e-5
}

test "100 batches at 0.001" after train middle {
  expect w ~= 3.309424141926 within 6e-13
  expect std(late) ~= 0.1981 within 5e-5
}

test "100 batches at 0.01 swing less than single points do" after train bold {
  expect w ~= 3.186889493157 within 6e-13
  expect std(late) ~= 0.0283 within 5e-5
  expect std(late) < 0.0751
}
