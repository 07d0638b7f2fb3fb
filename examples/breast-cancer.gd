## Logistic regression on 569 tumours; weight decay keeps the weights small.
dim n, feature

data raw: [n, feature] from "breast_cancer.csv" (mean_radius .. worst_fractal_dimension)
data benign: bool[n] from "breast_cancer.csv"

param w: [feature] = 0
param b = 0

X = standardize(raw, over: n)
score = X @ w + b

minimize binary_cross_entropy(score, benign)
metric accuracy = mean((score > 0) == benign)

train {
  optimizer: adamw(lr: 0.01, decay: 0.1)
  epochs: 40
  batch: 32
  validate: 0.25
  seed: 1
}

plot curve(loss)

test "the textbook gradient" {
  expect grad(loss, w) ~= X.T @ (sigmoid(score) - benign) / n
  expect grad(loss, b) ~= mean(sigmoid(score) - benign)
  expect gradcheck(loss)
}

test "it tells tumours apart that it has not seen" after train {
  expect validation(accuracy) >= 0.95
  expect accuracy > 0.97
}
