## A chain of sigmoids: each layer multiplies the gradient by at most 1/4.
## softplus, written without overflow, is the smooth relu.
dim two = 2, five = 5, ten = 10, twenty = 20

param start = 0.5
param z = 2

layer1 = sigmoid(start)

layer2 = start
repeat two { layer2 = sigmoid(layer2) }

layer5 = start
repeat five { layer5 = sigmoid(layer5) }

layer10 = start
repeat ten { layer10 = sigmoid(layer10) }

layer20 = start
repeat twenty { layer20 = sigmoid(layer20) }

test "the gradient through 1, 2, 5, 10 and 20 layers" {
  expect grad(layer1, start) ~= 0.2350037122 within 5e-11
  expect grad(layer2, start) ~= 0.0534083752 within 5e-11
  expect grad(layer5, start) ~= 6.079862743e-4 within 5e-14
  expect grad(layer10, start) ~= 3.483115610e-7 within 5e-17
  expect grad(layer20, start) ~= 1.143095887e-13 within 5e-23
}

test "the bound 1/4 to the power of the depth" {
  expect 4^-1 ~= 0.25
  expect 4^-5 ~= 9.77e-4 within 5e-7
  expect 4^-10 ~= 9.54e-7 within 5e-10
  expect 4^-20 ~= 9.09e-13 within 5e-16
  expect grad(layer5, start) < 4^-5
  expect grad(layer10, start) < 4^-10
  expect grad(layer20, start) < 4^-20
}

test "what one layer keeps at a pre-activation of 2" {
  expect grad(sigmoid(z), z) ~= 0.1049935854 within 5e-11
}

test "softplus" {
  expect softplus(0) ~= 0.6931471806 within 5e-11
  expect softplus(1) ~= 1.3132616875 within 5e-11
  expect softplus(-1) ~= 0.3132616875 within 5e-11
  expect softplus(1000) ~= 1000
}
