import type { build } from '../catalog/build.ts'
import { type Page, program, prose } from './page.ts'

export const buildPages: Record<keyof typeof build, Page> = {
  E0901: {
    text: prose`
      The other program has nothing that does the same, and something similar would give other
      numbers without a word. The model is exported without it; choose a counterpart there, or
      an optimizer that both have.`,
    bad: program`
      param w = 10
      minimize (w - 3)^2
      train { optimizer: newton(), steps: 1 }
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
      train { optimizer: adam(lr: 0.1), steps: 100 }
    `,
    occasion: 'build',
  },
  E0902: {
    text: prose`
      The format tells dims apart by position or by plain names, and this one exists only as the
      twin of another. Declare a dim of its own for it.`,
    bad: program`
      dim k = 3
      param W: [k, k'] = glorot()
      minimize sum(W^2)
    `,
    good: program`
      dim k = 3, l = 3
      param W: [k, l] = glorot()
      minimize sum(W^2)
    `,
    occasion: 'build',
  },
  E0903: {
    text: prose`
      A WebAssembly program can address 4 GB, and the values of this model need more even before
      it runs. Make a dim smaller, reduce before you combine, or use \`precision: f32\`.`,
    bad: program`
      dim n = 100000, m = 100000
      param W: [n, m] = glorot()
      minimize mean((W - 1)^2)
      train { optimizer: sgd(lr: 0.1), steps: 1 }
    `,
    good: program`
      dim n = 1000, m = 1000
      param W: [n, m] = glorot()
      minimize mean((W - 1)^2)
      train { optimizer: sgd(lr: 0.1), steps: 1 }
    `,
    occasion: 'build',
  },
}
