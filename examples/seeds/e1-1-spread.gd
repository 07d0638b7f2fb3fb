## How far the estimate still swings in the last fifty of 150 steps, one point each.
## Fifty copies of w: each stops at a turn of its own, so together they are the last fifty.
dim n, copy

data turn, x, y: [n] from "points.csv"
data stop: [copy] from "last-fifty.csv"

param w: [copy] = 10

error = outer(x, w) - y
moves = outer(turn, 1 / stop) < 1.001
minimize sum(mean(moves * error^2, over: n)) / n

train careful { optimizer: sgd(lr: 0.0001), epochs: 1, batch: 1, batch_dim: n, shuffle: false }
train middle { optimizer: sgd(lr: 0.001), epochs: 1, batch: 1, batch_dim: n, shuffle: false }
train bold { optimizer: sgd(lr: 0.01), epochs: 1, batch: 1, batch_dim: n, shuffle: false }

test "0.0001 is on its way" after train careful {
  expect mean(w) ~= 7.1491 within 5e-5
  expect std(w) ~= 0.2924 within 5.1e-5
}

test "0.001 is there" after train middle {
  expect mean(w) ~= 3.2078 within 5e-5
  expect std(w) ~= 0.0418 within 5e-5
}

test "0.01 swings more" after train bold {
  expect mean(w) ~= 3.1553 within 5e-5
  expect std(w) ~= 0.0751 within 5e-5
}
