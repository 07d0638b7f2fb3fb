import type { training } from '../catalog/training.ts'
import { type Page, program, prose } from './page.ts'

export const trainingPages: Record<keyof typeof training, Page> = {
  E0601: {
    text: prose`
      A model is trained for one number. If two should become small, say how much each counts:
      add them, with a factor on one. To train for each alone, make two files that import what
      they share.`,
    bad: program`
      param w = 10
      minimize (w - 3)^2
      minimize abs(w)
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2 + 0.1 * abs(w)
    `,
    occasion: 'check',
  },
  E0602: {
    text: prose`
      The optimizer does not have this setting; the ones that it has stand below. The learning
      rate is always \`lr\`.`,
    bad: program`
      param w = 10
      minimize (w - 3)^2
      train { optimizer: adam(learning_rate: 0.01), steps: 50 }
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
      train { optimizer: adam(lr: 0.01), steps: 50 }
    `,
    occasion: 'check',
  },
  E0603: {
    text: prose`
      The rules of an optimizer say how the parameter \`w\` moves, and these never do: no line
      begins with \`w <-\`. Training with it would change nothing.`,
    bad: program`
      optimizer still(lr = 0.1) {
        state v = 0
        v <- v + lr * g
      }
    `,
    good: program`
      optimizer moving(lr = 0.1) {
        state v = 0
        v <- 0.9 * v + g
        w <- w - lr * v
      }

      param w = 10
      minimize (w - 3)^2
      train { optimizer: moving(), steps: 50 }
    `,
    occasion: 'check',
  },
  E0604: {
    text: prose`
      \`<-\` updates what lives from one step to the next: the parameter \`w\`, and what is
      declared with \`state\`. This name is neither. Declare it with its value before the first
      step, or write \`=\` if it is needed only within the step.`,
    bad: program`
      optimizer smooth(lr = 0.1) {
        m <- g
        w <- w - lr * g
      }
    `,
    good: program`
      optimizer smooth(lr = 0.1) {
        state m = 0
        m <- 0.9 * m + 0.1 * g
        w <- w - lr * m
      }

      param w = 10
      minimize (w - 3)^2
      train { optimizer: smooth(), steps: 50 }
    `,
    occasion: 'check',
  },
  E0605: {
    text: prose`
      A \`train\` block does not have this setting. It has \`optimizer\`, \`steps\` or \`epochs\`,
      \`batch\`, \`shuffle\`, \`validate\`, \`seed\`, \`stop\`, \`clip\`, \`precision\` and \`save\`.`,
    bad: program`
      param w = 10
      minimize (w - 3)^2
      train { optimizer: sgd(lr: 0.1), steps: 50, sed: 3 }
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
      train { optimizer: sgd(lr: 0.1), steps: 50, seed: 3 }
    `,
    occasion: 'check',
  },
  E0606: {
    text: prose`
      A \`train\` block makes the objective small, and the file has none. Add \`minimize\` (or
      \`maximize\`) above it.`,
    bad: program`
      param w = 10
      train { optimizer: sgd(lr: 0.1), steps: 50 }
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
      train { optimizer: sgd(lr: 0.1), steps: 50 }
    `,
    occasion: 'check',
  },
  E0607: {
    text: prose`
      A batch takes some entries of one dim whose size comes from data, and here several do. Say
      which one with \`batch_dim\`.`,
    bad: program`
      dim n, m
      data x: [n] from "points.csv"
      data z: [m] from "other.csv"
      param w = 1
      minimize mean((w - x)^2) + mean((w - z)^2)
      train { optimizer: sgd(lr: 0.01), steps: 50, batch: 2 }
    `,
    good: program`
      dim n, m
      data x: [n] from "points.csv"
      data z: [m] from "other.csv"
      param w = 1
      minimize mean((w - x)^2) + mean((w - z)^2)
      train { optimizer: sgd(lr: 0.01), steps: 50, batch: 2, batch_dim: n }
    `,
    occasion: 'check',
  },
  E0608: {
    text: prose`
      \`steps\` counts updates and \`epochs\` counts passes over the rows; either says when
      training ends. Keep one.`,
    bad: program`
      param w = 10
      minimize (w - 3)^2
      train { optimizer: sgd(lr: 0.1), steps: 50, epochs: 5 }
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
      train { optimizer: sgd(lr: 0.1), steps: 50 }
    `,
    occasion: 'check',
  },
  E0609: {
    text: prose`
      A batch is a part of the rows, and there are fewer rows than it asks for. Take a smaller
      number, or \`all\`. With \`validate\`, the rows that are held back do not count.`,
    bad: program`
      dim n
      data x, y: [n] from "points.csv"
      param w = 10
      minimize mean((w * x - y)^2)
      train { optimizer: sgd(lr: 0.01), epochs: 20, batch: 200 }
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
  E0610: {
    text: prose`
      The part of the rows that is held back is written as a fraction between 0 and 1: a fifth
      is 0.2.`,
    bad: program`
      dim n
      data x, y: [n] from "points.csv"
      param w = 10
      minimize mean((w * x - y)^2)
      train { optimizer: sgd(lr: 0.01), epochs: 20, validate: 20 }
    `,
    good: program`
      dim n
      data x, y: [n] from "points.csv"
      param w = 10
      minimize mean((w * x - y)^2)
      train { optimizer: sgd(lr: 0.01), epochs: 20, validate: 0.2 }
    `,
    occasion: 'check',
  },
  E0611: {
    text: prose`
      Newton's method solves a system with one row and one column for each number that is
      trained. With this many it does not fit into memory. Use \`lbfgs\`, which keeps a few
      vectors instead, or a first-order method such as \`adam\`.`,
    bad: program`
      dim k = 40000
      param w: [k] = 1
      minimize mean((w - 3)^2)
      train { optimizer: newton(), steps: 1 }
    `,
    good: program`
      dim k = 40000
      param w: [k] = 1
      minimize mean((w - 3)^2)
      train { optimizer: adam(lr: 0.1), steps: 50 }
    `,
    occasion: 'run',
  },
  E0612: {
    text: prose`
      The objective depends on no parameter, so nothing that training could move would change
      it. Perhaps it uses data where it should use a prediction.`,
    bad: program`
      dim n
      data x, y: [n] from "points.csv"
      param w = 10
      minimize mean((x - y)^2)
      train { optimizer: sgd(lr: 0.01), steps: 50 }
    `,
    good: program`
      dim n
      data x, y: [n] from "points.csv"
      param w = 10
      minimize mean((w * x - y)^2)
      train { optimizer: sgd(lr: 0.01), steps: 50 }
    `,
    occasion: 'check',
  },
}
