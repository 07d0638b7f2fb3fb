## x² from 4, at three learning rates.
param x = 4

minimize x^2

train {
  optimizer: sgd(lr: sweep(0.1, 0.01, 0.001))
  steps: 150
}

plot curve(x)
