## Booth's function by 150 steps of 0.01, from five starts at once: the balls do not touch.
## Along (1, -1) a step keeps 98 % of the distance, so "reached" is true only loosely.
booth(x, y) = (x + 2*y - 7)^2 + (2*x + y - 5)^2

param x: [5] = [-5, 0, 8, -10, 10]
param y: [5] = [-5, 0, 9, 10, -10]

height = booth(x, y)
distance = sqrt((x - 1)^2 + (y - 3)^2)

minimize sum(height)

train one_step { optimizer: sgd(lr: 0.01), steps: 1 }
train descent { optimizer: sgd(lr: 0.01), steps: 150 }

test "the heights of the starts" {
  expect height ~= [884, 74, 761, 234, 314]
  expect gradcheck(loss)
}

test "the first step" after train one_step {
  expect x ~= [-3.76, 0.34, 6.82, -9.46, 10.14]
  expect y ~= [-3.72, 0.38, 7.84, 10.18, -9.42]
}

test "where they are after 150 steps" after train descent {
  expect x ~= [1.0482960212, 1.0482960212, 1.0241480106, 0.5653358088, 1.5312562337] within 5.1e-11
  expect y ~= [2.9517039788, 2.9517039788, 2.9758519894, 3.4346641912, 2.4687437663] within 5.1e-11
  expect height[0] ~= 0.004665011336 within 5e-13
  expect height[1] ~= 0.004665011336 within 5e-13
  expect height[2] ~= 0.001166252834 within 5e-13
  expect height[3] ~= 0.377865918 within 5e-10
  expect height[4] ~= 0.564466372 within 5e-10
  expect distance ~= [0.068301, 0.068301, 0.034150, 0.614708, 0.751310] within 5.1e-7
}

test "two starts on one diagonal end at one point" after train descent {
  expect x[0] ~= x[1] within 1e-12
  expect y[0] ~= y[1] within 1e-12
}

# The eigenvalues are 18 and 2: rates below 2/18 are stable, 2/(18 + 2) is the best one.
train rate1 { optimizer: sgd(lr: 0.001), steps: 150 }
train rate2 { optimizer: sgd(lr: 0.005), steps: 150 }
train rate3 { optimizer: sgd(lr: 0.05), steps: 150 }
train best { optimizer: sgd(lr: 0.1), steps: 150 }
train rate5 { optimizer: sgd(lr: 0.11), steps: 150 }
train limit { optimizer: sgd(lr: 1 / 9), steps: 150 }
train rate7 { optimizer: sgd(lr: 0.112), steps: 150 }
train rate8 { optimizer: sgd(lr: 0.12), steps: 150 }

test "0.001 from (-5, -5)" after train rate1 { expect height[0] ~= 4.889 within 5e-4 }
test "0.005 from (-5, -5)" after train rate2 { expect height[0] ~= 0.0981 within 5e-5 }
test "0.05 from (-5, -5)" after train rate3 { expect height[0] ~= 3.7e-14 within 5e-16 }
test "0.1, the best, from (-5, -5)" after train best { expect height[0] ~= 7.5e-27 within 5e-29 }
test "0.11 from (-5, -5)" after train rate5 { expect height[0] ~= 2.057 within 5e-4 }
test "1/9, the limit, from (-5, -5)" after train limit { expect height[0] ~= 882 within 5e-11 }
test "0.112 from (-5, -5)" after train rate7 { expect height[0] ~= 1.03e5 within 500 }
test "0.12 from (-5, -5)" after train rate8 { expect height[0] ~= 1.9e22 within 5e20 }
