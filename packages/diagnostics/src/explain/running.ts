import type { running } from '../catalog/running.ts'
import { type Page, program, prose } from './page.ts'

const calm = program`
  param w = 10
  minimize w^4
  train { optimizer: sgd(lr: 0.0001), steps: 100 }
`

export const runningPages: Record<keyof typeof running, Page> = {
  E0801: {
    text: prose`
      The loss is no longer a number, so no step can follow; the run stopped before it took the
      step that would have spoilt the parameters. The mark shows the first operation that gave
      such a value. Mostly the learning rate is too large; otherwise a logarithm, a division or
      a power has met an argument outside its domain.`,
    bad: program`
      param w = 10
      minimize w^4
      train { optimizer: sgd(lr: 10), steps: 100 }
    `,
    good: calm,
    occasion: 'run',
  },
  W0802: {
    text: prose`
      On a curved loss, steps longer than 2 divided by the curvature overshoot further each time,
      and the loss grows. This run's learning rate is above that limit. It went on, because only
      a loss that is no number ends a run. Take a learning rate below the limit.`,
    bad: program`
      param w = 10
      minimize (w - 3)^2
      train { optimizer: sgd(lr: 1.2), steps: 10 }
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
      train { optimizer: sgd(lr: 0.1), steps: 10 }
    `,
    occasion: 'run',
  },
  E0803: {
    text: prose`
      The parameter has run into an end of its range and would go further if it could. Either the
      range is too narrow, or the model wants something that the range was there to forbid: look
      at the data.`,
    bad: program`
      param w in 0..1 = 0.5
      minimize (w - 3)^2
      train { optimizer: sgd(lr: 1), steps: 10000 }
    `,
    good: program`
      param w in 0..10 = 0.5
      minimize (w - 3)^2
      train { optimizer: sgd(lr: 0.1), steps: 100 }
    `,
    occasion: 'later',
  },
  E0804: {
    text: prose`
      Newton's method divides by the curvature, and in some direction there is none: the loss
      does not change along it. Often two parameters do the same work. Remove one, add a small
      penalty such as \`0.001 * w^2\`, or give the optimizer some \`damping\`.`,
    bad: program`
      param a = 1
      param b = 2
      minimize (a + b - 3)^2 + (a + b)^4
      train { optimizer: newton(), steps: 5 }
    `,
    good: program`
      param a = 1
      param b = 2
      minimize (a + b - 3)^2 + (a + b)^4 + 0.001 * (a^2 + b^2)
      train { optimizer: newton(), steps: 5 }
    `,
    occasion: 'run',
  },
  E0805: {
    text: prose`
      The data, the parameters and the values of one step do not fit into memory. Smaller dims
      need less in proportion, and so does a smaller batch for what is computed by row;
      \`precision: f32\` halves it.`,
    bad: program`
      dim n = 2000000000
      data x: [n] = normal(0, 1)
      param w = 1
      minimize mean((x * w - 1)^2)
      train { optimizer: sgd(lr: 0.1), steps: 1 }
    `,
    good: program`
      dim n = 200000
      data x: [n] = normal(0, 1)
      param w = 1
      minimize mean((x * w - 1)^2)
      train { optimizer: sgd(lr: 0.1), steps: 1 }
    `,
    occasion: 'run',
  },
  E0806: {
    text: prose`
      A run can be resumed only with the model, the data and the versions that it was begun
      with; otherwise the result would be that of neither. Something has changed since. Train
      again from the start, or go back to the model that is kept in the run's folder.`,
    bad: calm,
    good: calm,
    occasion: 'resume',
  },
  E0807: {
    text: prose`
      The time that was allowed is over. The parameters and the optimizer's state are saved, so
      that the run can be resumed where it stopped.`,
    bad: program`
      param w = 10
      minimize w^4
      train { optimizer: sgd(lr: 0.0001), steps: 1000000000 }
    `,
    good: calm,
    occasion: 'later',
  },
}
