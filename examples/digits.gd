## Handwritten digits, 8 × 8 pixels of 0 to 16: one linear layer and a softmax.
dim n
dim pixel
dim classes = 10

data raw: [n, pixel] from "digits.csv" (pixel_0_0 .. pixel_7_7)
data digit: classes[n] from "digits.csv"

logits = raw / 16
  |> dense(o: classes)

minimize cross_entropy(logits, digit)
metric accuracy = mean(argmax(logits, over: classes) == digit)

train {
  optimizer: adam(lr: 0.01)
  epochs: 30
  batch: 32
  validate: 0.2
  seed: 1
}

plot curve(loss)

test "gradients agree" { expect gradcheck(loss, tol: 1e-6) }

test "it reads digits that it has not seen" after train {
  expect validation(accuracy) >= 0.93
  expect accuracy > 0.95
}
