import type { imports } from '../catalog/imports.ts'
import { type Page, program, prose } from './page.ts'

const usesHuber = program`
  import huber from "./losses.gd"
  param w = 10
  minimize huber(w - 3)
`

export const importPages: Record<keyof typeof imports, Page> = {
  E0501: {
    text: prose`
      There is no such model to import from. Paths of your own files begin with \`./\` or \`../\`
      and are relative to the file that imports; those that begin with \`std/\` are built in.`,
    bad: program`
      import huber from "./loses.gd"
    `,
    good: usesHuber,
    occasion: 'check',
  },
  E0502: {
    text: prose`
      The file is there but defines nothing of this name at its top level. What can be imported
      are its functions, layers, optimizers, dims and values.`,
    bad: program`
      import hubber from "./losses.gd"
    `,
    good: usesHuber,
    occasion: 'check',
  },
  E0503: {
    text: prose`
      Each of these files needs another one of them first, so none can be read first. Move what
      they share into a file of its own, and import that from both.`,
    bad: program`
      import double from "./a.gd"
      show double(2)
    `,
    good: program`
      import double from "./c.gd"
      show double(2)
    `,
    occasion: 'check',
    files: {
      './a.gd': 'import half from "./b.gd"\ndouble(x) = x / half(1)\n',
      './b.gd': 'import double from "./a.gd"\nhalf(x) = x / double(1)\n',
      './c.gd': 'double(x) = 2 * x\n',
    },
  },
  E0504: {
    text: prose`
      A name that begins with \`_\` is for its own file, whose author may change it at any time.
      Import something public that uses it, or copy it.`,
    bad: program`
      import _square from "./losses.gd"
    `,
    good: usesHuber,
    occasion: 'check',
  },
  E0505: {
    text: prose`
      Two imports bring the same name, and it can mean only one thing. Import one of the files
      under a name of its own, \`import "./robust.gd" as robust\`, and write \`robust.huber\`.`,
    bad: program`
      import huber from "./losses.gd"
      import huber from "./robust.gd"
    `,
    good: program`
      import huber from "./losses.gd"
      import "./robust.gd" as robust
      param w = 10
      minimize huber(w - 3) + robust.huber(w - 4)
    `,
    occasion: 'check',
    files: { './robust.gd': 'huber(e) = sqrt(1 + e^2) - 1\n' },
  },
}
