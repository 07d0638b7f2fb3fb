import { called } from '../print/code/language.ts'
import type { Instruction, InstructionList } from './instructions.ts'
import type { Evaluator } from './interpret.ts'
import type { NativeOp } from './native.ts'

// V8 optimises no function of more than 60 kB of bytecode, and the time to optimise one
// grows faster than its length: code of more statements is cut into several functions.
const chunkLength = 1000

/** Where a register is read from, or written to, in an array between chunks. */
type Slots = ReadonlyMap<number, number>
type Store = readonly [register: number, slot: number]

/**
 * Runs instructions as JavaScript that is written and compiled here: straight lines, in
 * one function or, where they are many, in several that hand on what the next ones need.
 * Throws an EvalError where the page or the process forbids code from text.
 */
export function compileInstructions(list: InstructionList): Evaluator {
  const { inputs, instructions, outputs } = list
  const end = instructions.length
  if (end - inputs > chunkLength) return compileChunks(list)
  const stores = outputs.map((register, i): Store => [register, i])
  return compileChunk(list, { start: inputs, end, loads: new Map(), stores })
}

/** Every chunk reads and writes one array: inputs, constants that are results, handed-on values. */
function compileChunks(list: InstructionList): Evaluator {
  const { inputs, instructions, outputs } = list
  const slots = slotsBetweenChunks(list)
  const kept = new Float64Array(inputs + slots.size)
  const stores: Store[][] = []
  for (let start = inputs; start < instructions.length; start += chunkLength) stores.push([])
  for (const [register, slot] of slots) {
    kept[slot] = instructions[register]!.value
    stores[chunkOf(register, inputs)]!.push([register, slot])
  }
  const chunks = stores.map((own, i) => {
    const start = inputs + i * chunkLength
    const end = Math.min(start + chunkLength, instructions.length)
    return compileChunk(list, { start, end, loads: slots, stores: own })
  })
  const outputSlots = Int32Array.from(outputs, (register) => slots.get(register) ?? register)
  return (values, out) => {
    for (let i = 0; i < inputs; i++) kept[i] = values[i]!
    for (let i = 0; i < chunks.length; i++) chunks[i]!(kept, kept)
    for (let i = 0; i < outputSlots.length; i++) out[i] = kept[outputSlots[i]!]!
  }
}

function chunkOf(register: number, inputs: number): number {
  return Math.floor((register - inputs) / chunkLength)
}

/** The registers that results or other chunks read; inputs have the first slots already. */
function slotsBetweenChunks({ inputs, instructions, outputs }: InstructionList): Slots {
  const slots = new Map<number, number>()
  const keep = (register: number): void => {
    if (register >= inputs && !slots.has(register)) slots.set(register, inputs + slots.size)
  }
  instructions.forEach(({ args }, user) => {
    for (const arg of args) {
      if (instructions[arg]!.op && chunkOf(arg, inputs) !== chunkOf(user, inputs)) keep(arg)
    }
  })
  for (const register of outputs) keep(register)
  return slots
}

interface Chunk {
  readonly start: number
  readonly end: number
  readonly loads: Slots
  readonly stores: readonly Store[]
}

function compileChunk(list: InstructionList, chunk: Chunk): Evaluator {
  const writer = new ChunkWriter(list, chunk)
  const programs = [...writer.programs]
  const parameters = programs.map(({ name }) => name)
  // The brackets tell the engine to compile the function at once, not to skim it first.
  const make = new Function(...parameters, `return (function (v, s) {\n${writer.code}})`)
  return make(...programs.map(({ program }) => program)) as Evaluator
}

/** Writes one chunk; registers become locals `t5`, named before they are read. */
class ChunkWriter {
  readonly code: string
  readonly programs = new Set<NativeOp>()
  readonly #instructions: readonly Instruction[]
  readonly #inputs: number
  readonly #chunk: Chunk
  readonly #named = new Set<number>()
  readonly #lines: string[] = []

  constructor({ inputs, instructions }: InstructionList, chunk: Chunk) {
    this.#instructions = instructions
    this.#inputs = inputs
    this.#chunk = chunk
    for (let register = chunk.start; register < chunk.end; register++) this.#compute(register)
    for (const [register, slot] of chunk.stores) this.#store(register, slot)
    this.code = this.#lines.join('')
  }

  #compute(register: number): void {
    const { op, args } = this.#instructions[register]!
    if (!op) return
    const names = args.map((arg) => this.#read(arg))
    if (!op.template) this.programs.add(op)
    const template = op.template ?? called(op.name, names.length)
    this.#define(
      register,
      template.replace(/#(\d)/g, (_, i) => names[i]!),
    )
  }

  #define(register: number, expression: string): string {
    this.#lines.push(`const t${register} = ${expression}\n`)
    this.#named.add(register)
    return `t${register}`
  }

  #read(register: number): string {
    if (this.#named.has(register)) return `t${register}`
    if (register < this.#inputs) return this.#define(register, `v[${register}]`)
    const { op, value } = this.#instructions[register]!
    if (!op) return writeNumber(value)
    const place = `v[${this.#chunk.loads.get(register)}]`
    return this.#define(register, op.isCondition ? `${place} !== 0` : place)
  }

  #store(register: number, slot: number): void {
    const name = this.#read(register)
    const isCondition = this.#instructions[register]!.op?.isCondition
    this.#lines.push(`s[${slot}] = ${isCondition ? `${name} ? 1 : 0` : name}\n`)
  }
}

// A minus in front of a negative number would read as a decrement.
function writeNumber(value: number): string {
  if (Object.is(value, -0)) return '(-0)'
  return value < 0 ? `(${value})` : String(value)
}
