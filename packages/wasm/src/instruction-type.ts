import type { Mnemonic } from './rare-opcodes.ts'
import type { ValueType } from './value-type.ts'

/** What an instruction takes and gives: a type, `t` for any one type, `never` for no return. */
export type Operand = ValueType | 't' | 'never'

/** The operands of an instruction, the last of which is on top. */
export interface InstructionType {
  readonly params: readonly Exclude<Operand, 'never'>[]
  readonly results: readonly Operand[]
}

/** What follows an opcode in the code. */
export type Immediate =
  | 'block'
  | 'label'
  | 'labels'
  | 'function'
  | 'local'
  | 'global'
  | 'memory'
  | 'memory lane'
  | 'memories'
  | 'constant'
  | 'lane'
  | 'lanes'

// The first form that fits says the type; `$1` and `$2` are the parts in parentheses.
const forms: readonly (readonly [RegExp, string])[] = [
  [/^unreachable$/, '-> never'],
  [/^nop$/, '->'],
  [/^drop$/, 't ->'],
  [/^select$/, 't t i32 -> t'],
  [/^memory\.size$/, '-> i32'],
  [/^memory\.grow$/, 'i32 -> i32'],
  [/^memory\./, 'i32 i32 i32 ->'],
  [/^(\w+)\.const$/, '-> $1'],
  [/^v128\.load\d+_lane$/, 'i32 v128 -> v128'],
  [/^(\w+)\.load/, 'i32 -> $1'],
  [/^(\w+)\.store/, 'i32 $1 ->'],
  // Single numbers.
  [/^(\w\d\d)\.[a-z]+(?:_sat)?_([if]\d\d)/, '$2 -> $1'],
  [/^(\w\d\d)\.eqz$/, '$1 -> i32'],
  [/^(\w\d\d)\.(?:eq|ne|[lg][te])\b/, '$1 $1 -> i32'],
  [/^(\w\d\d)\.[lg][te]_[su]$/, '$1 $1 -> i32'],
  [/^(\w\d\d)\.(?:c[lt]z|popcnt|abs|neg|ceil|floor|trunc|nearest|sqrt|extend\w+)$/, '$1 -> $1'],
  [/^(\w\d\d)\./, '$1 $1 -> $1'],
  // Vectors; `$1` is the type of a lane.
  [/^(\w\d\d?)x\d+\.splat$/, '$1 -> v128'],
  [/^(\w\d\d?)x\d+\.extract_lane/, 'v128 -> $1'],
  [/^(\w\d\d?)x\d+\.replace_lane/, 'v128 $1 -> v128'],
  [/\.(?:\w+_true|bitmask)$/, 'v128 -> i32'],
  [/\.sh[lr]/, 'v128 i32 -> v128'],
  [/(?:select|madd|_add_s)$/, 'v128 v128 v128 -> v128'],
  [/\.(?:not|abs|neg|popcnt|ceil|floor|trunc|nearest|sqrt)$/, 'v128 -> v128'],
  [/\.(?:extend|extadd|\w*trunc|convert|demote|promote)_/, 'v128 -> v128'],
  [/^\w+x\d+\.|^v128\./, 'v128 v128 -> v128'],
]

const types = new Map<Mnemonic, InstructionType>()

/** The type of an instruction; that of control, variables and calls depends on what they name. */
export function typeOfInstruction(mnemonic: Mnemonic): InstructionType {
  const known = types.get(mnemonic)
  if (known) return known
  const [form, text] = forms.find(([form]) => form.test(mnemonic))!
  const spelled = form.exec(mnemonic)![0].replace(form, text)
  // Lanes of 8 and 16 bits are i32 outside of their vector.
  const [params = '', results = ''] = spelled.replace(/\bi(8|16)\b/, 'i32').split('->')
  const type = { params: operandsOf(params), results: operandsOf(results) } as InstructionType
  types.set(mnemonic, type)
  return type
}

function operandsOf(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}

const immediates: readonly (readonly [RegExp, Immediate])[] = [
  [/^(?:block|loop|if)$/, 'block'],
  [/^br(?:_if)?$/, 'label'],
  [/^br_table$/, 'labels'],
  [/^call$/, 'function'],
  [/^local\./, 'local'],
  [/^global\./, 'global'],
  [/\.(?:load|store)\d+_lane$/, 'memory lane'],
  [/\.(?:load|store)/, 'memory'],
  [/^memory\./, 'memories'],
  [/\.const$/, 'constant'],
  [/_lane(?:_[su])?$/, 'lane'],
  [/\.shuffle$/, 'lanes'],
]

/** The kind of the immediate of an instruction, or `undefined`. */
export function immediateOf(mnemonic: Mnemonic): Immediate | undefined {
  return immediates.find(([form]) => form.test(mnemonic))?.[1]
}
