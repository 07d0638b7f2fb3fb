// Runs of codes that follow each other: the first code, the type before the dot, the names; `_`
// is a code without an instruction, or with a rare one. A code above 0xff is a prefix byte and a
// sub-opcode (`0xfd_00f0` is written 0xfd, then LEB128 of 0xf0).
// Source: WebAssembly core specification 3.0, appendix "Index of Instructions".
const runs = [
  // Control.
  [0x00, '', 'unreachable _ block loop if else'],
  [0x0b, '', 'end br br_if _ return call'],
  [0x1a, '', 'drop select'],
  // Variables.
  [0x20, 'local', 'get set tee'],
  [0x23, 'global', 'get set'],
  // Memory.
  [0x28, 'i32', 'load'],
  [0x29, 'i64', 'load'],
  [0x2a, 'f32', 'load'],
  [0x2b, 'f64', 'load'],
  [0x36, 'i32', 'store'],
  [0x37, 'i64', 'store'],
  [0x38, 'f32', 'store'],
  [0x39, 'f64', 'store'],
  // Constants.
  [0x41, 'i32', 'const'],
  [0x42, 'i64', 'const'],
  [0x44, 'f64', 'const'],
  // Comparisons.
  [0x45, 'i32', 'eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'],
  [0x54, 'i64', 'lt_u'],
  [0x5b, 'f32', 'eq ne lt gt le ge'],
  [0x61, 'f64', 'eq ne lt gt le ge'],
  // Arithmetic.
  [0x6a, 'i32', 'add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u'],
  [0x7c, 'i64', 'add _ mul _ _ _ _ and or xor shl _ shr_u'],
  [0x92, 'f32', 'add'],
  [0xa0, 'f64', 'add sub mul'],
  // Conversions.
  [0xa7, 'i32', 'wrap_i64'],
  [0xad, 'i64', 'extend_i32_u'],
  [0xb2, 'f32', 'convert_i32_s'],
  [0xb7, 'f64', 'convert_i32_s _ convert_i64_s _ promote_f32'],
  [0xfc_0000, 'i32', 'trunc_sat_f32_s _ trunc_sat_f64_s'],
  [0xfc_0006, 'i64', 'trunc_sat_f64_s'],
  // Bulk memory.
  [0xfc_000a, 'memory', 'copy fill'],
  // Vectors.
  [0xfd_0000, 'v128', 'load'],
  [0xfd_0009, 'v128', 'load32_splat load64_splat store const'],
  [0xfd_000d, 'i8x16', 'shuffle'],
  [0xfd_0011, 'i32x4', 'splat'],
  [0xfd_0013, 'f32x4', 'splat'],
  [0xfd_0014, 'f64x2', 'splat'],
  [0xfd_001b, 'i32x4', 'extract_lane'],
  [0xfd_001f, 'f32x4', 'extract_lane'],
  [0xfd_0021, 'f64x2', 'extract_lane'],
  [0xfd_0037, 'i32x4', 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'],
  [0xfd_0041, 'f32x4', 'eq ne lt gt le ge'],
  [0xfd_0047, 'f64x2', 'eq ne lt gt le ge'],
  [0xfd_004d, 'v128', 'not and _ or _ bitselect any_true'],
  [0xfd_0056, 'v128', 'load32_lane load64_lane _ _ store32_lane store64_lane'],
  [0xfd_005c, 'v128', 'load32_zero load64_zero'],
  [0xfd_005e, 'f32x4', 'demote_f64x2_zero'],
  [0xfd_005f, 'f64x2', 'promote_low_f32x4'],
  [0xfd_0068, 'f32x4', 'floor _ nearest'],
  [0xfd_0075, 'f64x2', 'floor'],
  [0xfd_0094, 'f64x2', 'nearest'],
  [0xfd_00a0, 'i32x4', 'abs neg'],
  [0xfd_00ab, 'i32x4', 'shl _ shr_u add _ _ sub _ _ _ mul min_s min_u max_s'],
  [0xfd_00c7, 'i64x2', 'extend_low_i32x4_s'],
  [0xfd_00cb, 'i64x2', 'shl _ shr_u'],
  [0xfd_00e0, 'f32x4', 'abs neg _ sqrt add sub mul div min max pmin pmax'],
  [0xfd_00ec, 'f64x2', 'abs neg _ sqrt add sub mul div min max pmin pmax'],
  [0xfd_00f8, 'i32x4', 'trunc_sat_f32x4_s'],
  [0xfd_00fa, 'f32x4', 'convert_i32x4_s'],
  [0xfd_00fc, 'i32x4', 'trunc_sat_f64x2_s_zero'],
  [0xfd_00fe, 'f64x2', 'convert_low_i32x4_s'],
  // Relaxed SIMD: results may differ between machines in the ways the specification lists.
  [0xfd_0105, 'f32x4', 'relaxed_madd relaxed_nmadd'],
  [0xfd_0107, 'f64x2', 'relaxed_madd relaxed_nmadd'],
] as const

/** Codes that follow each other: the first one, the type before the dot, the names. */
export type Run = readonly [first: number, type: string, names: string]

type Words<Text extends string, Found = never> = Text extends `${infer Word} ${infer Rest}`
  ? Words<Rest, Found | Exclude<Word, '_'>>
  : Found | Text

/** The names of the instructions of a run. */
export type NamesOf<R extends Run> = R extends R
  ? R[1] extends ''
    ? Words<R[2]>
    : `${R[1]}.${Words<R[2]> & string}`
  : never

/** The name of an instruction that compiled graphs consist of, spelled as in the specification. */
export type UsualMnemonic = NamesOf<(typeof runs)[number]>

/** The codes of the usual instructions; `opcodes` has the rare ones too. */
export const usualOpcodes: Readonly<Record<UsualMnemonic, number>> = codesByName(runs)

/** The code of each instruction of some runs. */
export function codesByName<R extends Run>(of: readonly R[]): Record<NamesOf<R>, number> {
  const codes: Record<string, number> = {}
  for (const [first, type, names] of of) {
    names.split(' ').forEach((name, i) => {
      if (name !== '_') codes[type === '' ? name : `${type}.${name}`] = first + i
    })
  }
  return codes
}

/** Instructions that load or store one lane of a vector: `v128.load64_lane`, … */
export type MemoryLaneMnemonic<M extends string = UsualMnemonic> = Extract<
  M,
  `v128.${'load' | 'store'}${string}_lane`
>

/** Instructions that read memory: `f64.load`, `v128.load32_splat`, … */
export type LoadMnemonic<M extends string = UsualMnemonic> = Exclude<
  Extract<M, `${string}.load${string}`>,
  MemoryLaneMnemonic<M>
>

/** Instructions that write memory: `f64.store`, `i32.store8`, … */
export type StoreMnemonic<M extends string = UsualMnemonic> = Exclude<
  Extract<M, `${string}.store${string}`>,
  MemoryLaneMnemonic<M>
>

/** Instructions that read or replace one lane: `f64x2.extract_lane`, … */
export type LaneMnemonic<M extends string = UsualMnemonic> = Extract<
  M,
  `${string}.${'extract' | 'replace'}_lane${string}`
>

/** Instructions whose types depend on the blocks around them, or on what they name. */
type StructuredMnemonic<M extends string> =
  | Extract<M, 'block' | 'loop' | 'if' | 'else' | 'end' | 'return' | 'call'>
  | Extract<M, `br${string}` | `local.${string}` | `global.${string}`>

/** Instructions without an immediate that a caller chooses. */
export type PlainMnemonic<M extends string = UsualMnemonic> = Exclude<
  M,
  | MemoryLaneMnemonic<M>
  | LoadMnemonic<M>
  | StoreMnemonic<M>
  | LaneMnemonic<M>
  | StructuredMnemonic<M>
  | `${string}.const`
  | 'i8x16.shuffle'
>

const alignments = /* @__PURE__ */ new Map<string, number>()

/** log2 of the natural alignment of an instruction that loads or stores: of the bytes it moves. */
export function naturalAlignment(mnemonic: string): number {
  const known = alignments.get(mnemonic)
  if (known !== undefined) return known
  const [, type, bits = type, count = 1] =
    /^\D(\d+)\.(?:load|store)(\d+)?(?:x(\d))?/.exec(mnemonic) ?? []
  const alignment = Math.log2((Number(bits) * Number(count)) / 8)
  alignments.set(mnemonic, alignment)
  return alignment
}

/** How many memories an instruction names: each is a byte, and the first memory is 0. */
export const memoryIndices: Readonly<Record<string, number>> = {
  'memory.size': 1,
  'memory.grow': 1,
  'memory.copy': 2,
  'memory.fill': 1,
}
