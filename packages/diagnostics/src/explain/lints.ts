import type { lints } from '../catalog/lints.ts'
import { type Page, program, prose } from './page.ts'

export const lintPages: Record<keyof typeof lints, Page> = {
  W0701: {
    text: prose`
      The objective does not depend on this parameter, so its gradient is zero and it stays where
      it starts. Use it in the formula, or remove it.`,
    bad: program`
      param w = 10
      param bias = 0
      minimize (w - 3)^2
    `,
    good: program`
      param w = 10
      param bias = 0
      minimize (w + bias - 3)^2
    `,
    occasion: 'check',
  },
  W0702: {
    text: prose`
      When all weights of a layer start equal, all its units compute the same, get the same
      gradient, and stay equal for ever: a wide layer is then worth one unit. Start from random
      numbers, as \`glorot()\` or \`he()\` give them. For vectors, such as a bias, zero is fine.`,
    bad: program`
      dim n = 8, feature = 2, hidden = 4
      data X: [n, feature] = normal(0, 1)
      param W: [feature, hidden] = 0
      minimize mean((tanh(X @ W) - 1)^2)
    `,
    good: program`
      dim n = 8, feature = 2, hidden = 4
      data X: [n, feature] = normal(0, 1)
      param W: [feature, hidden] = glorot()
      minimize mean((tanh(X @ W) - 1)^2)
    `,
    occasion: 'check',
  },
  W0703: {
    text: prose`
      A sum over the rows grows with their number, so a batch of 5 takes steps a hundred times
      smaller than one of 500, with the same learning rate. A mean does not: use it, and choose
      the learning rate once.`,
    bad: program`
      dim n
      data x, y: [n] from "points.csv"
      param w = 10
      minimize sum((w * x - y)^2)
      train { optimizer: sgd(lr: 0.001), epochs: 20, batch: 4 }
    `,
    good: program`
      dim n
      data x, y: [n] from "points.csv"
      param w = 10
      minimize mean((w * x - y)^2)
      train { optimizer: sgd(lr: 0.01), epochs: 20, batch: 4 }
    `,
    occasion: 'check',
  },
  W0704: {
    text: prose`
      Computed in two steps, this formula fails for large scores: the softmax of a score that is
      far behind is rounded to 0, and its logarithm is minus infinity. \`log_softmax\` is the same
      formula rearranged so that this cannot happen.`,
    bad: program`
      dim n = 4, classes = 3
      param scores: [n, classes] = glorot()
      minimize -mean(log(softmax(scores, over: classes)))
    `,
    good: program`
      dim n = 4, classes = 3
      param scores: [n, classes] = glorot()
      minimize -mean(log_softmax(scores, over: classes))
    `,
    occasion: 'check',
  },
  W0705: {
    text: prose`
      \`cross_entropy\` takes the scores as the last layer gives them and applies softmax itself,
      in a form that cannot overflow. Applied twice it flattens the differences, and training
      becomes slow. Leave yours out.`,
    bad: program`
      dim n, feature
      dim classes = 3
      data X: [n, feature] from "iris.csv" (sepal_length .. petal_width)
      data y: classes[n] from "iris.csv" (species)
      p = softmax(dense(X, o: classes), over: classes)
      minimize cross_entropy(p, y)
    `,
    good: program`
      dim n, feature
      dim classes = 3
      data X: [n, feature] from "iris.csv" (sepal_length .. petal_width)
      data y: classes[n] from "iris.csv" (species)
      scores = dense(X, o: classes)
      minimize cross_entropy(scores, y)
    `,
    occasion: 'check',
  },
  W0706: {
    text: prose`
      Nothing uses this name: no formula that reaches the objective, a metric, a \`show\`, a
      \`plot\` or a test. It may be a leftover, or the formula that should use it is misspelt.`,
    bad: program`
      param w = 10
      twice = 2 * w
      minimize (w - 3)^2
    `,
    good: program`
      param w = 10
      twice = 2 * w
      minimize (twice - 3)^2
    `,
    occasion: 'check',
  },
  W0707: {
    text: prose`
      The slope of a sigmoid is never more than a quarter, so each layer makes the gradient at
      least four times smaller, and the first of twenty layers hardly move. Use \`relu\` or
      \`tanh\`, fewer layers, or add the input of each layer to its output.`,
    bad: program`
      dim n = 16, width = 4, depth = 20
      data x: [n, width] = normal(0, 1)
      h = x
      repeat depth {
        h = dense(h, o: width, act: sigmoid)
      }
      minimize mean((h - 1)^2)
    `,
    good: program`
      dim n = 16, width = 4, depth = 20
      data x: [n, width] = normal(0, 1)
      h = x
      repeat depth {
        h = dense(h, o: width, act: relu)
      }
      minimize mean((h - 1)^2)
    `,
    occasion: 'check',
  },
  W0708: {
    text: prose`
      One column is thousands of times larger than another, so no learning rate suits both: what
      is right for the small one overshoots for the large one. \`standardize(x, over: n)\` brings
      all columns to mean 0 and deviation 1.`,
    bad: program`
      dim n, feature
      data X: [n, feature] from "houses.csv" (rooms .. price)
      minimize mean((linear(X) - 1)^2)
    `,
    good: program`
      dim n, feature
      data raw: [n, feature] from "houses.csv" (rooms .. price)
      X = standardize(raw, over: n)
      minimize mean((linear(X) - 1)^2)
    `,
    occasion: 'check',
    files: { 'houses.csv': 'rooms,price\n1,100000\n2,450000\n3,700000\n5,1000000\n' },
  },
  W0709: {
    text: prose`
      The slope of a square root grows without bound as its argument goes to 0, and at 0 one
      step throws the parameters to infinity. Add a small number inside, which changes the value
      little and bounds the slope.`,
    bad: program`
      param v = 1
      minimize sqrt(v^2)
    `,
    good: program`
      param v = 1
      minimize sqrt(v^2 + 1e-6)
    `,
    occasion: 'check',
  },
  W0710: {
    text: prose`
      A bound this far away is never reached and only bends the coordinate in which the parameter
      moves. If nothing in the problem says that larger values are impossible, leave that end
      open: \`0..inf\`.`,
    bad: program`
      param w in 0..1e6 = 1
      minimize (w - 3)^2
    `,
    good: program`
      param w in 0..inf = 1
      minimize (w - 3)^2
    `,
    occasion: 'check',
  },
  W0711: {
    text: prose`
      Computed numbers are rounded, so two ways to the same value seldom agree in the last digit:
      0.1 + 0.2 is not 0.3. \`~=\` allows a difference of 1e-9, or what you write after
      \`within\`.`,
    bad: program`
      param w = 0.1
      test "ten tenths are one" {
        expect 3 * w == 1 - 7 * w
      }
    `,
    good: program`
      param w = 0.1
      test "ten tenths are one" {
        expect 3 * w ~= 1 - 7 * w
      }
    `,
    occasion: 'check',
  },
  W0712: {
    text: prose`
      A test without \`expect\` passes whatever the model does. Say what should hold.`,
    bad: program`
      param w = 3
      minimize (w - 3)^2
      test "it is at the minimum" {
      }
    `,
    good: program`
      param w = 3
      minimize (w - 3)^2
      test "it is at the minimum" {
        expect loss == 0
      }
    `,
    occasion: 'check',
  },
  W0713: {
    text: prose`
      The text is right and this version understands it, but cannot do it yet. A \`plot\` is left
      out and the run goes on; anything else ends the command, because the result would not be
      what the model says.`,
    bad: program`
      dim k = 4
      param w: [k] = 10
      minimize mean((dropout(w, 0.1) - 3)^2)
      train { optimizer: adam(lr: 0.1), steps: 100 }
    `,
    good: program`
      dim k = 4
      param w: [k] = 10
      minimize mean((w - 3)^2)
      train { optimizer: adam(lr: 0.1), steps: 100 }
    `,
    occasion: 'check',
  },
  W0714: {
    text: prose`
      A column that is the same in every row tells no row from another. \`standardize\` would
      divide it by its deviation, which is 0, and so gives 0 instead: the weights of this column
      never move. Leave the column out.`,
    bad: program`
      dim n, feature
      data raw: [n, feature] from "rooms.csv" (rooms .. doors)
      X = standardize(raw, over: n)
      minimize mean((linear(X) - 1)^2)
    `,
    good: program`
      dim n
      data raw: [n] from "rooms.csv" (rooms)
      x = standardize(raw, over: n)
      param w = 1
      minimize mean((w * x - 1)^2)
    `,
    occasion: 'check',
    files: { 'rooms.csv': 'rooms,doors\n1,2\n2,2\n3,2\n' },
  },
}
