## Momentum on the same 100 batches of five, at a rate of 0.0001.
## Up to 0.01 it moves w by 0.24 % at most; it shows from 0.5 up, and at 0.99 it swings.
dim n

data x, y: [n] from "drawn.csv"

param w = 10

pred = w * x
minimize mean((pred - y)^2) / 150

train none {
  optimizer: momentum(lr: 0.0001, beta: 0)
  steps: 100
  batch: 5
  shuffle: false
}

test "w_100 with beta 0" after train none {
  expect w ~= 7.722014296486 within 6e-13
}

train tiny {
  optimizer: momentum(lr: 0.0001, beta: 0.0001)
  steps: 100
  batch: 5
  shuffle: false
}

test "w_100 with beta 0.0001" after train tiny {
  expect w ~= 7.721831736932 within 6e-13
}

train small {
  optimizer: momentum(lr: 0.0001, beta: 0.001)
  steps: 100
  batch: 5
  shuffle: false
}

test "w_100 with beta 0.001" after train small {
  expect w ~= 7.720187386277 within 6e-13
}

train little {
  optimizer: momentum(lr: 0.0001, beta: 0.01)
  steps: 100
  batch: 5
  shuffle: false
}

test "w_100 with beta 0.01" after train little {
  expect w ~= 7.703612703368 within 6e-13
}

train half {
  optimizer: momentum(lr: 0.0001, beta: 0.5)
  steps: 100
  batch: 5
  shuffle: false
}

test "w_100 with beta 0.5" after train half {
  expect w ~= 6.215715677799 within 6e-13
}

train most {
  optimizer: momentum(lr: 0.0001, beta: 0.9)
  steps: 100
  batch: 5
  shuffle: false
}

test "w_100 with beta 0.9" after train most {
  expect w ~= 3.157755953142 within 6e-13
}

train nearly_all {
  optimizer: momentum(lr: 0.0001, beta: 0.99)
  steps: 100
  batch: 5
  shuffle: false
}

test "w_100 with beta 0.99" after train nearly_all {
  expect w ~= 7.599387574427 within 6e-13
}

test "0.01 changes w by less than 0.24 %" after train little {
  expect 1 - w / 7.722014296486 < 0.0024
}
