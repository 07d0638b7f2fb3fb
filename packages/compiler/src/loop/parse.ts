import { internalError } from '@gradus/diagnostics'
import type { DType, ElementwiseName } from '@gradus/ops'
import type {
  Affine,
  Axis,
  AxisRole,
  Extent,
  Instruction,
  Kernel,
  LoopBuffer,
  LoopEntry,
  LoopKernel,
  LoopProgram,
  Operand,
  Place,
  Reduction,
  ReductionName,
  RepeatKernel,
  RepeatLink,
  RoutineKernel,
  RoutineOp,
  Store,
} from './loop.ts'
import { LOOP_TEXT_VERSION } from './print.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

/** Reads the text form of kernels back; Note [Text of loops]. */
export function parseLoops(text: string): LoopProgram {
  const parser = new LoopParser()
  text.split('\n').forEach((line, index) => {
    if (line.trim() !== '') parser.line(new Words(line, index + 1))
  })
  return parser.program
}

/** The words of one line, taken one after the other. */
class Words {
  readonly #words: readonly string[]
  readonly #number: number
  #next = 0

  constructor(line: string, number: number) {
    this.#words = line.match(/"(?:[^"\\]|\\.)*"|\{.*?\}(?= )|\[[^\]]*\]|[^\s]+/g) ?? []
    this.#number = number
  }

  get isDone(): boolean {
    return this.#next >= this.#words.length
  }

  word(): string {
    return this.#words[this.#next++] ?? this.fail('a word')
  }

  expect(word: string): void {
    if (this.word() !== word) this.fail(`"${word}"`)
  }

  name(): string {
    const word = this.word()
    return word.startsWith('"') ? (JSON.parse(word) as string) : word
  }

  number(): number {
    const word = this.word()
    const value = Number(word)
    if (Number.isNaN(value) && word !== 'NaN') this.fail('a number')
    return value
  }

  value(): number {
    const word = this.word()
    return word.startsWith('%') ? Number(word.slice(1)) : this.fail('a value such as %0')
  }

  bracket(): string[] {
    const word = this.word()
    if (!word.startsWith('[')) this.fail('a bracket')
    return word.slice(1, -1).split(' ')
  }

  fail(expected: string): never {
    return internalError(`line ${this.#number} of loops: ${expected} is expected`)
  }
}

class LoopParser {
  readonly #buffers: LoopBuffer[] = []
  readonly #entries: Mutable<LoopEntry>[] = []
  /** The repeats around the current line. */
  readonly #open: Mutable<RepeatKernel>[] = []

  get program(): LoopProgram {
    return { buffers: this.#buffers, entries: this.#entries }
  }

  line(words: Words): void {
    const first = words.word()
    if (first.startsWith('%')) {
      words.expect('=')
      this.#kernel(words).body.push(parseInstruction(words))
      return
    }
    const parse = this.#statements[first] ?? words.fail('a statement')
    parse(words)
  }

  readonly #statements: Readonly<Record<string, (words: Words) => void>> = {
    loops: (words) => {
      if (words.number() !== LOOP_TEXT_VERSION) words.fail(`version ${LOOP_TEXT_VERSION}`)
    },
    buffer: (words) => (this.#open.at(-1)?.buffers ?? this.#buffers).push(parseBuffer(words)),
    repeat: (words) => {
      const [name, count] = [words.name(), words.number()]
      const body = { name, temporaries: [], kernels: [], series: [] }
      const repeat = { kind: 'repeat' as const, name, count, buffers: [], links: [], body }
      this.#entry(words).kernels.push(repeat)
      this.#open.push(repeat)
    },
    end: (words) => {
      if (!this.#open.pop()) words.fail('a repeat before this')
    },
    start: (words) => this.#link(words, 'start'),
    slice: (words) => this.#link(words, 'slice'),
    given: (words) => this.#link(words, 'given'),
    collect: (words) => this.#link(words, 'collect'),
    last: (words) => this.#link(words, 'last'),
    entry: (words) => {
      this.#entries.push({ name: words.name(), temporaries: [], kernels: [], series: [] })
    },
    temporary: (words) => this.#entry(words).temporaries.push(parseBuffer(words)),
    kernel: (words) => this.#entry(words).kernels.push(parseKernel(words)),
    routine: (words) => this.#entry(words).kernels.push(parseRoutine(words)),
    commit: (words) => {
      const entry = this.#entry(words)
      entry.commit = { buffer: words.name(), before: entry.kernels.length }
    },
    stop: (words) => {
      this.#entry(words).stop = words.name()
    },
    series: (words) => {
      this.#entry(words).series.push({ name: words.name(), buffer: parseBuffer(words) })
    },
    store: (words) => this.#kernel(words).stores.push(parseStore(words)),
    reduce: (words) => this.#kernel(words).reductions.push(parseReduction(words)),
  }

  #link(words: Words, role: RepeatLink['role']): void {
    const repeat = this.#open.at(-1) ?? words.fail('a repeat before this')
    repeat.links.push({ role, inside: words.name(), outside: words.name() })
  }

  #entry(words: Words): Mutable<LoopEntry> {
    const repeat = this.#open.at(-1)
    if (repeat) return repeat.body as Mutable<LoopEntry>
    return this.#entries.at(-1) ?? words.fail('an entry before this')
  }

  #kernel(words: Words): Mutable<LoopKernel> {
    const kernel = this.#entry(words).kernels.at(-1)
    return kernel?.kind === 'loop' ? (kernel as Mutable<LoopKernel>) : words.fail('a kernel')
  }
}

function parseKernel(words: Words): LoopKernel {
  const name = words.name()
  const axes: Axis[] = []
  while (!words.isDone) {
    const [role, extent] = words.word().split(':') as [AxisRole, string]
    axes.push({ role, extent: parseExtent(extent) })
  }
  return { kind: 'loop', name, axes, body: [], stores: [], reductions: [] }
}

function parseExtent(text: string): Extent {
  const [size, rows] = text.split('/').map(Number)
  return rows === undefined ? { size: size! } : { size: size!, rows }
}

function parseInstruction(words: Words): Instruction {
  const kind = words.word()
  const dtype = words.word() as DType
  const parse = instructions[kind]
  if (parse) return parse(words, dtype)
  const args: number[] = []
  while (!words.isDone) args.push(words.value())
  return { kind: 'apply', dtype, op: kind as ElementwiseName, args }
}

const instructions: Readonly<Record<string, (words: Words, dtype: DType) => Instruction>> = {
  constant: (words, dtype) => ({ kind: 'constant', dtype, value: words.number() }),
  rows: (_, dtype) => ({ kind: 'rows', dtype }),
  iota: (words) => ({ kind: 'iota', dtype: 'i32', ...parseAffine(words) }),
  load: (words, dtype) => ({ kind: 'load', dtype, place: parsePlace(words) }),
  gather: (words, dtype) => {
    const place = parsePlace(words)
    words.expect('+')
    const stride = words.number()
    words.expect('*')
    const index = words.value()
    words.expect('<')
    return { kind: 'gather', dtype, place, stride, args: [index], limit: words.number() }
  },
  cast: (words, dtype) => ({ kind: 'cast', dtype, args: [words.value()] }),
}

function parseStore(words: Words): Store {
  const place = parsePlace(words)
  words.expect('=')
  return { place, value: words.value() }
}

function parseReduction(words: Words): Reduction {
  const op = words.word() as ReductionName
  const dtype = words.word() as DType
  const [lanes, radix, levels] = words.word().split('x').map(Number) as [number, number, number]
  return { op, dtype, order: { lanes, radix, levels }, ...parseStore(words) }
}

function parsePlace(words: Words): Place {
  return { buffer: words.name(), ...parseAffine(words) }
}

function parseAffine(words: Words): Affine {
  const [offset, ...strides] = words.bracket().map(Number)
  return { offset: offset!, strides }
}

function parseBuffer(words: Words): LoopBuffer {
  return { name: words.name(), dtype: words.word() as DType, length: words.number() }
}

function parseRoutine(words: Words): Kernel {
  const name = words.name()
  const op = words.word() as RoutineOp
  const attributes = JSON.parse(words.word()) as RoutineKernel['attributes']
  const operands: Operand[] = []
  while (!words.isDone) operands.push(parseOperand(words))
  const [output, ...inputs] = operands as [Operand, ...Operand[]]
  return { kind: 'routine', name, op, attributes, inputs, output }
}

function parseOperand(words: Words): Operand {
  const buffer = words.name()
  const dtype = words.word() as DType
  const [offset, ...shape] = words.bracket()
  return { buffer, offset: Number(offset), shape: shape.map(parseExtent), dtype }
}
