import type { names } from '../catalog/names.ts'
import { type Page, program, prose } from './page.ts'

export const namePages: Record<keyof typeof names, Page> = {
  E0201: {
    text: prose`
      Nothing of this name is defined above, imported, or built in. Unknown names are never
      taken as symbols, so that a slip is found at once. If the definition stands further
      down, move it up: a model is read from the top.`,
    bad: program`
      param w = 10
      pred = 2 * w
      minimize (prde - 3)^2
    `,
    good: program`
      param w = 10
      pred = 2 * w
      minimize (pred - 3)^2
    `,
    occasion: 'check',
  },
  E0202: {
    text: prose`
      The value of this name is computed from itself, so it has no beginning. Names never
      change their value: for a second version, take a second name. What moves from step to
      step is a \`param\`, and training moves it.`,
    bad: program`
      a = a + 1
      show a
    `,
    good: program`
      a = 1
      b = a + 1
      show b
    `,
    occasion: 'check',
  },
  E0203: {
    text: prose`
      The same name gets a value in two places. A name stands for one value in the whole model,
      so that it means the same on every line. Choose another name for one of them.`,
    bad: program`
      a = 1
      a = 2
      show a
    `,
    good: program`
      a = 1
      b = 2
      show a + b
    `,
    occasion: 'check',
  },
  E0204: {
    text: prose`
      Shapes are written with the names of dims, and each is declared once with \`dim\`. This one
      is not: it may be misspelt, or its declaration is missing.`,
    bad: program`
      dim feature = 2
      param w: [featrue] = 1
      minimize 0
    `,
    good: program`
      dim feature = 2
      param w: [feature] = 1
      minimize sum(w^2)
    `,
    occasion: 'check',
  },
  E0205: {
    text: prose`
      Before the brackets of a type stands the kind of its elements: nothing for numbers,
      \`int\`, \`bool\`, or the name of a dim for labels that index it. There are no others.`,
    bad: program`
      dim n
      data x: float[n] from "points.csv"
    `,
    good: program`
      dim n
      data x: [n] from "points.csv"
      show mean(x)
    `,
    occasion: 'check',
  },
  E0206: {
    text: prose`
      The call leaves out an argument that has no value of its own. Give it, by position or by
      name; or give it a default where the function is defined, as in \`f(x, factor = 1)\`.`,
    bad: program`
      scale(x, factor) = factor * x
      show scale(3)
    `,
    good: program`
      scale(x, factor) = factor * x
      show scale(3, factor: 2)
    `,
    occasion: 'check',
  },
  E0207: {
    text: prose`
      The call names an argument that the function does not have. Other libraries may call it
      so; the names here stand in its definition and in \`gradus explain\` of the function.`,
    bad: program`
      scale(x, factor = 1) = factor * x
      show scale(3, factr: 2)
    `,
    good: program`
      scale(x, factor = 1) = factor * x
      show scale(3, factor: 2)
    `,
    occasion: 'check',
  },
  E0208: {
    text: prose`
      The layer makes its own matrix, and only you can say how wide the result should be. Name
      the dim of the result: \`o: hidden\`. For one number for each row, use \`linear\`.`,
    bad: program`
      dim n, feature
      data X: [n, feature] from "points.csv" (x .. y)
      h = dense(X)
      minimize mean(h^2)
    `,
    good: program`
      dim n, feature
      dim hidden = 4
      data X: [n, feature] from "points.csv" (x .. y)
      h = dense(X, o: hidden)
      minimize mean((h - 1)^2)
    `,
    occasion: 'check',
  },
  E0209: {
    text: prose`
      A name before a bracket is a call, and this name stands for a value that cannot be called.
      On paper \`w (x - 3)\` may be a product; here a product has a \`*\`.`,
    bad: program`
      param w = 10
      minimize w(w - 3)
    `,
    good: program`
      param w = 10
      minimize w * (w - 3)
    `,
    occasion: 'check',
  },
  E0210: {
    text: prose`
      The function calls itself, directly or through others. Functions are formulas that are
      written out where they are called, so this one would never end. To do something many
      times, use \`repeat\`.`,
    bad: program`
      f(x) = if x < 1 then 1 else x * f(x - 1)
      show f(3)
    `,
    good: program`
      f(x) = x * (x - 1) * (x - 2)
      show f(3)
    `,
    occasion: 'check',
  },
  E0211: {
    text: prose`
      The call gives the same argument twice: by position and by name, or by name two times.
      Remove one.`,
    bad: program`
      f(x, y) = x - y
      show f(1, y: 2, y: 3)
    `,
    good: program`
      f(x, y) = x - y
      show f(1, y: 2)
    `,
    occasion: 'check',
  },
  E0212: {
    text: prose`
      In a call, values by position come first and named ones after them, so that a reader can
      count. Move this value forward, or name it too.`,
    bad: program`
      f(x, y) = x - y
      show f(x: 1, 2)
    `,
    good: program`
      f(x, y) = x - y
      show f(1, y: 2)
    `,
    occasion: 'check',
  },
  E0213: {
    text: prose`
      A function or layer with a block says with \`return\` what its value is; this block ends
      without. Add it as the last line.`,
    bad: program`
      layer shift(x) {
        param b = 0
        moved = x + b
      }
    `,
    good: program`
      layer shift(x) {
        param b = 0
        return x + b
      }

      minimize (shift(1) - 3)^2
    `,
    occasion: 'check',
  },
  E0214: {
    text: prose`
      Functions are pure: the same arguments give the same value. What owns parameters, a new
      set for each call, is a layer and says so with the word \`layer\` before its name.`,
    bad: program`
      shift(x) {
        param b = 0
        return x + b
      }
    `,
    good: program`
      layer shift(x) {
        param b = 0
        return x + b
      }

      minimize (shift(1) - 3)^2
    `,
    occasion: 'check',
  },
  E0215: {
    text: prose`
      The name is built in, and hiding it would change what other lines mean. Choose another
      name, or drop the definition if the built-in one does the same. The arguments of a
      function may have any name.`,
    bad: program`
      sigmoid(x) = 1 / (1 + exp(-x))
      show 2
    `,
    good: program`
      squash(x) = 1 / (1 + exp(-x))
      show squash(2)
    `,
    occasion: 'check',
  },
}
