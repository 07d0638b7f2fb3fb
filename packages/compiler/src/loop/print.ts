import type {
  Affine,
  Axis,
  Extent,
  Instruction,
  Kernel,
  LoopBuffer,
  LoopEntry,
  LoopProgram,
  Operand,
  Place,
  Reduction,
  RepeatKernel,
  RoutineKernel,
} from './loop.ts'

// Note [Text of loops] is at the end of this file.

/** The version of the text form; a parser refuses others. */
export const LOOP_TEXT_VERSION = 1

/** Prints a program of kernels, so that {@link parseLoops} gives the same program. */
export function printLoops({ buffers, entries }: LoopProgram): string {
  const lines = [`loops ${LOOP_TEXT_VERSION}`]
  for (const buffer of buffers) lines.push(`buffer ${printBuffer(buffer)}`)
  for (const entry of entries) lines.push(...printEntry(entry))
  return `${lines.join('\n')}\n`
}

function printEntry({ name, temporaries, kernels, commit, stop, series }: LoopEntry): string[] {
  const lines = ['', `entry ${printName(name)}`]
  const own = printTurn({ temporaries, kernels, ...(commit && { commit }) })
  lines.push(...own.map((line) => `  ${line}`))
  if (stop !== undefined) lines.push(`  stop ${printName(stop)}`)
  for (const { name: title, buffer } of series) {
    lines.push(`  series ${printName(title)} ${printBuffer(buffer)}`)
  }
  return lines
}

/** What happens in one run of an entry, and where it may end before the rest. */
function printTurn({
  temporaries,
  kernels,
  commit,
}: Pick<LoopEntry, 'temporaries' | 'kernels' | 'commit'>): string[] {
  const end = commit ? [`commit ${printName(commit.buffer)}`] : []
  return [
    ...temporaries.map((buffer) => `temporary ${printBuffer(buffer)}`),
    ...kernels.flatMap((kernel, index) =>
      commit?.before === index ? [...end, ...printKernel(kernel)] : printKernel(kernel),
    ),
    ...(commit?.before === kernels.length ? end : []),
  ]
}

/** Prints a kernel, one line for each instruction. */
export function printKernel(kernel: Kernel): string[] {
  if (kernel.kind === 'routine') return [printRoutine(kernel)]
  if (kernel.kind === 'repeat') return printRepeat(kernel)
  const { name, axes, body, stores, reductions } = kernel
  const title = ['kernel', printName(name), ...axes.map(printAxis)].join(' ')
  return [
    title,
    ...body.map((line, i) => `  %${i} = ${printInstruction(line)}`),
    ...stores.map(({ value, place }) => `  store ${printPlace(place)} = %${value}`),
    ...reductions.map((reduction) => `  ${printReduction(reduction)}`),
  ]
}

function printRepeat({ name, count, buffers, links, body }: RepeatKernel): string[] {
  const lines = [
    ...buffers.map((buffer) => `buffer ${printBuffer(buffer)}`),
    ...links.map(
      ({ role, inside, outside }) => `${role} ${printName(inside)} ${printName(outside)}`,
    ),
    ...printTurn(body),
  ]
  return [`repeat ${printName(name)} ${count}`, ...lines.map((line) => `  ${line}`), 'end']
}

function printAxis({ role, extent }: Axis): string {
  return `${role}:${printExtent(extent)}`
}

function printExtent({ size, rows }: Extent): string {
  return rows === undefined ? `${size}` : `${size}/${rows}`
}

function printInstruction(line: Instruction): string {
  switch (line.kind) {
    case 'constant':
      return `constant ${line.dtype} ${printNumber(line.value)}`
    case 'rows':
      return `rows ${line.dtype}`
    case 'iota':
      return `iota ${line.dtype} ${printAffine(line)}`
    case 'load':
      return `load ${line.dtype} ${printPlace(line.place)}`
    case 'gather':
      return `gather ${line.dtype} ${printPlace(line.place)} + ${line.stride} * %${line.args[0]} < ${line.limit}`
    case 'cast':
      return `cast ${line.dtype} %${line.args[0]}`
    case 'apply':
      return `${line.op} ${line.dtype} ${line.args.map((arg) => `%${arg}`).join(' ')}`
  }
}

function printReduction({ op, dtype, order, place, value }: Reduction): string {
  const { lanes, radix, levels } = order
  return `reduce ${op} ${dtype} ${lanes}x${radix}x${levels} ${printPlace(place)} = %${value}`
}

function printPlace(place: Place): string {
  return `${printName(place.buffer)} ${printAffine(place)}`
}

function printAffine({ offset, strides }: Affine): string {
  return `[${[offset, ...strides].join(' ')}]`
}

function printBuffer({ name, dtype, length }: LoopBuffer): string {
  return `${printName(name)} ${dtype} ${length}`
}

function printRoutine({ name, op, attributes, inputs, output }: RoutineKernel): string {
  const operands = [output, ...inputs].map(printOperand).join(' ')
  return `routine ${printName(name)} ${op} ${JSON.stringify(attributes)} ${operands}`
}

function printOperand({ buffer, offset, shape, dtype }: Operand): string {
  return `${printName(buffer)} ${dtype} [${[offset, ...shape.map(printExtent)].join(' ')}]`
}

/** A name as it is where that is one word, else in quotes. */
function printName(name: string): string {
  return /^[\w.$:<>-]+$/.test(name) ? name : JSON.stringify(name)
}

function printNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

// Note [Text of loops]
//
//     loops 1
//     buffer w f32 1
//
//     entry train
//       temporary $7 f32 1
//       kernel sum.7:3 reduced:150
//         %0 = load f32 x [0 1]
//         %1 = mul f32 %0 %0
//         reduce sum f32 16x64x1 $7 [0 0] = %1
//
// An extent of `128/4` is 4 times the count of rows, and 128 at their capacity. Brackets hold
// an offset and then a stride for each axis. The order of a reduction is lanes x radix x
// levels. Kernels that are repeated stand between `repeat name count` and `end`, after the
// buffers inside, and after lines such as `slice inside outside` that say where they come
// from and go to.
