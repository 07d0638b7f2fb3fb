import type { shapes } from '../catalog/shapes.ts'
import { type Page, program, prose } from './page.ts'

export const shapePages: Record<keyof typeof shapes, Page> = {
  E0301: {
    text: prose`
      The type behind \`->\` is a promise about the result, and the formula gives something
      else for these arguments. One of the two is wrong: change the formula, or the promise.`,
    bad: program`
      dim n = 3
      data x: [n] = uniform(0, 1)
      half(v: [n]) -> [n] = sum(v) / 2
      show half(x)
    `,
    good: program`
      dim n = 3
      data x: [n] = uniform(0, 1)
      half(v: [n]) -> [n] = v / 2
      show half(x)
    `,
    occasion: 'check',
  },
  E0302: {
    text: prose`
      \`A @ B\` multiplies along the last dim of \`A\` and the first of \`B\` and sums it away, so
      both must be the same dim, by name and not only by size. Often one side is stored the
      other way round: \`.T\` swaps its two dims. If neither side has the dim, one of the
      declarations is not what you meant.`,
    bad: program`
      dim n = 8, feature = 2, hidden = 4, classes = 3
      data X: [n, feature] = normal(0, 1)
      param W1: [feature, hidden] = glorot()
      param W2: [classes, hidden] = glorot()
      h = tanh(X @ W1)
      scores = h @ W2
      minimize mean(scores^2)
    `,
    good: program`
      dim n = 8, feature = 2, hidden = 4, classes = 3
      data X: [n, feature] = normal(0, 1)
      param W1: [feature, hidden] = glorot()
      param W2: [classes, hidden] = glorot()
      h = tanh(X @ W1)
      scores = h @ W2.T
      minimize mean((scores - 1)^2)
    `,
    occasion: 'check',
  },
  E0303: {
    text: prose`
      Values with dims are combined entry by entry, and their dims are matched by name. That
      works when all dims of one side occur in the other; here each side has one that the other
      lacks. For every pair of entries write \`outer(a, b)\`; for a product that sums, \`@\` needs
      a dim that both have.`,
    bad: program`
      dim n = 3, m = 4
      data x: [n] = normal(0, 1)
      data z: [m] = normal(0, 1)
      show x - z
    `,
    good: program`
      dim n = 3, m = 4
      data x: [n] = normal(0, 1)
      data z: [m] = normal(0, 1)
      show outer(x, z)
    `,
    occasion: 'check',
  },
  E0304: {
    text: prose`
      \`@\` sums over a dim that both sides share, and a single number has none. To scale by a
      number, write \`*\`.`,
    bad: program`
      dim n = 3
      data x: [n] = normal(0, 1)
      param w = 2
      minimize mean((x @ w)^2)
    `,
    good: program`
      dim n = 3
      data x: [n] = normal(0, 1)
      param w = 2
      minimize mean((x * w - 1)^2)
    `,
    occasion: 'check',
  },
  E0305: {
    text: prose`
      A reduction can run over a dim only if its value has that dim. The dims that it has stand
      beside the message. Perhaps an earlier line has summed it away already.`,
    bad: program`
      dim n = 3, m = 4
      data x: [n] = normal(0, 1)
      show mean(x, over: m)
    `,
    good: program`
      dim n = 3
      data x: [n] = normal(0, 1)
      show mean(x, over: n)
    `,
    occasion: 'check',
  },
  E0306: {
    text: prose`
      A layer maps the last dim of its input to another, and a single number has no dim. Give
      it a vector or a table with one row for each example; \`stack\` makes a dim out of several
      numbers or columns.`,
    bad: program`
      dim hidden = 3
      param w = 1
      h = dense(w, o: hidden)
      minimize mean(h^2)
    `,
    good: program`
      dim n = 5, feature = 2, hidden = 3
      data X: [n, feature] = normal(0, 1)
      h = dense(X, o: hidden)
      minimize mean((h - 1)^2)
    `,
    occasion: 'check',
  },
  E0307: {
    text: prose`
      The type after the colon says what you expect, and the formula gives another shape. Either
      reduce the dims that are too many, or correct the type.`,
    bad: program`
      dim n = 3, k = 2
      data X: [n, k] = normal(0, 1)
      y: [n] = 2 * X
      show y
    `,
    good: program`
      dim n = 3, k = 2
      data X: [n, k] = normal(0, 1)
      y: [n] = sum(X, over: k)
      show y
    `,
    occasion: 'check',
  },
  E0308: {
    text: prose`
      The loss compares a score for each class with the class that is right, so its second
      argument must be labels that index the dim of the scores. Declare that where the data is
      read: \`classes[n]\` instead of \`[n]\`. Texts of a file are then coded in the order in
      which they first appear.`,
    bad: program`
      dim n, feature
      dim classes = 3
      data X: [n, feature] from "iris.csv" (sepal_length .. petal_length)
      data y: [n] from "iris.csv" (petal_width)
      minimize cross_entropy(dense(X, o: classes), y)
    `,
    good: program`
      dim n, feature
      dim classes = 3
      data X: [n, feature] from "iris.csv" (sepal_length .. petal_width)
      data y: classes[n] from "iris.csv" (species)
      minimize cross_entropy(dense(X, o: classes), y)
    `,
    occasion: 'check',
  },
  E0309: {
    text: prose`
      Of many numbers it is not clear which should become small. Say how they make one: mostly
      by \`mean\`, sometimes by \`sum\`, \`max\` or \`norm\`.`,
    bad: program`
      dim n
      data x, y: [n] from "points.csv"
      param w = 10
      minimize (w * x - y)^2
    `,
    good: program`
      dim n
      data x, y: [n] from "points.csv"
      param w = 10
      minimize mean((w * x - y)^2)
    `,
    occasion: 'check',
  },
  E0310: {
    text: prose`
      What is carried from one round of \`repeat\` to the next must keep its shape, because every
      round runs the same formula. Do what changes the shape before the \`repeat\` or after it.`,
    bad: program`
      dim n = 4, k = 3, depth = 2
      data x: [n] = normal(0, 1)
      param w: [k] = 1
      h = x
      repeat depth {
        h = outer(h, w)
      }
      minimize mean(h)
    `,
    good: program`
      dim n = 4, k = 3, depth = 2
      data x: [n] = normal(0, 1)
      param w: [k] = 1
      h = outer(x, w)
      repeat depth {
        h = tanh(h)
      }
      minimize mean((h - 1)^2)
    `,
    occasion: 'check',
  },
  E0311: {
    text: prose`
      Labels name classes; adding two of them means nothing, even where they are stored as
      numbers. They can be compared with \`==\`, index their dim, go into \`cross_entropy\`, and
      become numbers with \`one_hot\`.`,
    bad: program`
      dim n
      dim classes = 3
      data y: classes[n] from "iris.csv" (species)
      show mean(y + 1)
    `,
    good: program`
      dim n
      dim classes = 3
      data y: classes[n] from "iris.csv" (species)
      show mean(one_hot(y), over: n)
    `,
    occasion: 'check',
  },
  E0312: {
    text: prose`
      A draw inside a formula would be another number at every step, and no gradient could be
      checked. Draw where a value begins: in \`data\`, or as the start of a \`param\`. It is then
      the same in every run with the same seed.`,
    bad: program`
      param w = 10
      minimize (w - normal(0, 1))^2
    `,
    good: program`
      data target = normal(0, 1)
      param w = 10
      minimize (w - target)^2
    `,
    occasion: 'check',
  },
  E0313: {
    text: prose`
      A gradient asks how the value changes when one thing moves, and that thing must have a
      name: a parameter, data, or an argument. A formula has no life of its own. Name what you
      mean, and compute the formula from it.`,
    bad: program`
      param w = 10
      show grad(w^2, w + 1)
    `,
    good: program`
      param w = 10
      show grad(w^2, w)
    `,
    occasion: 'check',
  },
  E0314: {
    text: prose`
      The gradient has one entry for each entry of the variable, which is enough only when the
      value is a single number. Reduce the value first, or ask for the whole table with
      \`jacobian\`.`,
    bad: program`
      dim n = 3
      data x: [n] = normal(0, 1)
      param w = 2
      show grad(x * w, w)
    `,
    good: program`
      dim n = 3
      data x: [n] = normal(0, 1)
      param w = 2
      show grad(mean(x * w), w)
    `,
    occasion: 'check',
  },
  E0315: {
    text: prose`
      A list becomes one value with one more dim, so all its entries must have the same shape.
      Reduce the larger ones, or make a list of each kind.`,
    bad: program`
      dim n = 3
      data x: [n] = normal(0, 1)
      show [1, x]
    `,
    good: program`
      dim n = 3
      data x: [n] = normal(0, 1)
      show [1, mean(x)]
    `,
    occasion: 'check',
  },
  E0316: {
    text: prose`
      Indices count from 0, so the last one is the size less one; negative ones do not count
      from the end. The size of the dim stands in the message.`,
    bad: program`
      dim k = 3
      param w: [k] = 1
      minimize (w[k: 3] - 2)^2
    `,
    good: program`
      dim k = 3
      param w: [k] = 1
      minimize sum((w - 2)^2) + w[k: 2]^2
    `,
    occasion: 'check',
  },
  E0317: {
    text: prose`
      A condition is true or false and a formula counts with numbers; one stands where the other
      is needed. Make a condition with a comparison (\`w > 0\`), and a number with
      \`if … then 1 else 0\`.`,
    bad: program`
      param w = 10
      minimize if w then w^2 else 1
    `,
    good: program`
      param w = 10
      minimize if w > 0 then w^2 else 1
    `,
    occasion: 'check',
  },
}
