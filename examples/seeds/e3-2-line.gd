## A line y = 2x + 30 learnt from a = b = 1, by single points and by all of them.
## The intercept is slow: its direction is the flat one of a narrow valley.
dim n

data x, y: [n] from "line.csv"

param a = 1
param b = 1

error = a * x + b - y
minimize mean(error^2)
metric rmse = sqrt(mean(error^2))

train online1 { optimizer: sgd(lr: 0.001), epochs: 1, batch: 1, shuffle: false }
train online10 { optimizer: sgd(lr: 0.001), epochs: 10, batch: 1, shuffle: false }
train online100 { optimizer: sgd(lr: 0.001), epochs: 100, batch: 1, shuffle: false }
train online1000 { optimizer: sgd(lr: 0.001), epochs: 1000, batch: 1, shuffle: false }

test "point by point, 1 epoch" after train online1 {
  expect [a, b] ~= [3.668162, 1.534748] within 5.1e-7
  expect rmse ~= 19.8765 within 5.1e-5
}

test "point by point, 10 epochs" after train online10 {
  expect [a, b] ~= [5.551821, 2.907064] within 5.1e-7
  expect rmse ~= 12.6964 within 5.1e-5
}

test "point by point, 100 epochs" after train online100 {
  expect [a, b] ~= [4.420471, 11.542262] within 5.1e-7
  expect rmse ~= 8.64908 within 5.1e-6
}

test "point by point, 1000 epochs" after train online1000 {
  expect [a, b] ~= [2.052137, 29.602417] within 5.1e-7
  expect rmse ~= 0.186303 within 5.1e-7
}

train whole1 { optimizer: sgd(lr: 0.01), epochs: 1, batch: all }
train whole10 { optimizer: sgd(lr: 0.01), epochs: 10, batch: all }
train whole100 { optimizer: sgd(lr: 0.01), epochs: 100, batch: all }
train whole1000 { optimizer: sgd(lr: 0.01), epochs: 1000, batch: all }

test "all points at once, 1 epoch" after train whole1 {
  expect [a, b] ~= [4.96, 1.69] within 1e-12
  expect rmse ~= 14.7311 within 5.1e-5
}

test "all points at once, 10 epochs" after train whole10 {
  expect [a, b] ~= [5.893788, 2.892134] within 5.1e-7
  expect rmse ~= 12.5492 within 5.1e-5
}

test "all points at once, 100 epochs" after train whole100 {
  expect [a, b] ~= [4.666131, 11.438871] within 5.1e-7
  expect rmse ~= 8.59261 within 5.1e-6
}

test "all points at once, 1000 epochs" after train whole1000 {
  expect [a, b] ~= [2.060391, 29.579569] within 5.1e-7
  expect rmse ~= 0.194633 within 5.1e-7
}
