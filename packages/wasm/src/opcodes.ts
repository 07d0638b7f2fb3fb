// Runs of codes that follow each other: the first code, the type before the dot, the names; `_`
// is a code without an instruction. A code above 0xff is a prefix byte and a sub-opcode
// (`0xfd_00f0` is written 0xfd, then LEB128 of 0xf0).
// Source: WebAssembly core specification 3.0, appendix "Index of Instructions".
const runs = [
  // Control.
  [0x00, '', 'unreachable nop block loop if else'],
  [0x0b, '', 'end br br_if br_table return call'],
  [0x1a, '', 'drop select'],
  // Variables.
  [0x20, 'local', 'get set tee'],
  [0x23, 'global', 'get set'],
  // Memory.
  [0x28, 'i32', 'load'],
  [0x29, 'i64', 'load'],
  [0x2a, 'f32', 'load'],
  [0x2b, 'f64', 'load'],
  [0x2c, 'i32', 'load8_s load8_u load16_s load16_u'],
  [0x30, 'i64', 'load8_s load8_u load16_s load16_u load32_s load32_u'],
  [0x36, 'i32', 'store'],
  [0x37, 'i64', 'store'],
  [0x38, 'f32', 'store'],
  [0x39, 'f64', 'store'],
  [0x3a, 'i32', 'store8 store16'],
  [0x3c, 'i64', 'store8 store16 store32'],
  [0x3f, 'memory', 'size grow'],
  // Constants.
  [0x41, 'i32', 'const'],
  [0x42, 'i64', 'const'],
  [0x43, 'f32', 'const'],
  [0x44, 'f64', 'const'],
  // Comparisons.
  [0x45, 'i32', 'eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'],
  [0x50, 'i64', 'eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'],
  [0x5b, 'f32', 'eq ne lt gt le ge'],
  [0x61, 'f64', 'eq ne lt gt le ge'],
  // Integer arithmetic.
  [
    0x67,
    'i32',
    'clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr',
  ],
  [
    0x79,
    'i64',
    'clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr',
  ],
  // Float arithmetic.
  [0x8b, 'f32', 'abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign'],
  [0x99, 'f64', 'abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign'],
  // Conversions.
  [0xa7, 'i32', 'wrap_i64 trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u'],
  [0xac, 'i64', 'extend_i32_s extend_i32_u trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u'],
  [0xb2, 'f32', 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64'],
  [0xb7, 'f64', 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32'],
  [0xbc, 'i32', 'reinterpret_f32'],
  [0xbd, 'i64', 'reinterpret_f64'],
  [0xbe, 'f32', 'reinterpret_i32'],
  [0xbf, 'f64', 'reinterpret_i64'],
  [0xc0, 'i32', 'extend8_s extend16_s'],
  [0xc2, 'i64', 'extend8_s extend16_s extend32_s'],
  // Saturating conversions and bulk memory.
  [0xfc_0000, 'i32', 'trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u'],
  [0xfc_0004, 'i64', 'trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u'],
  [0xfc_000a, 'memory', 'copy fill'],
  // Vectors.
  [
    0xfd_0000,
    'v128',
    'load load8x8_s load8x8_u load16x4_s load16x4_u load32x2_s load32x2_u load8_splat load16_splat load32_splat load64_splat store const',
  ],
  [0xfd_000d, 'i8x16', 'shuffle swizzle splat'],
  [0xfd_0010, 'i16x8', 'splat'],
  [0xfd_0011, 'i32x4', 'splat'],
  [0xfd_0012, 'i64x2', 'splat'],
  [0xfd_0013, 'f32x4', 'splat'],
  [0xfd_0014, 'f64x2', 'splat'],
  [0xfd_0015, 'i8x16', 'extract_lane_s extract_lane_u replace_lane'],
  [0xfd_0018, 'i16x8', 'extract_lane_s extract_lane_u replace_lane'],
  [0xfd_001b, 'i32x4', 'extract_lane replace_lane'],
  [0xfd_001d, 'i64x2', 'extract_lane replace_lane'],
  [0xfd_001f, 'f32x4', 'extract_lane replace_lane'],
  [0xfd_0021, 'f64x2', 'extract_lane replace_lane'],
  [0xfd_0023, 'i8x16', 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'],
  [0xfd_002d, 'i16x8', 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'],
  [0xfd_0037, 'i32x4', 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'],
  [0xfd_0041, 'f32x4', 'eq ne lt gt le ge'],
  [0xfd_0047, 'f64x2', 'eq ne lt gt le ge'],
  [
    0xfd_004d,
    'v128',
    'not and andnot or xor bitselect any_true load8_lane load16_lane load32_lane load64_lane store8_lane store16_lane store32_lane store64_lane load32_zero load64_zero',
  ],
  [0xfd_005e, 'f32x4', 'demote_f64x2_zero'],
  [0xfd_005f, 'f64x2', 'promote_low_f32x4'],
  [0xfd_0060, 'i8x16', 'abs neg popcnt all_true bitmask narrow_i16x8_s narrow_i16x8_u'],
  [0xfd_0067, 'f32x4', 'ceil floor trunc nearest'],
  [0xfd_006b, 'i8x16', 'shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u'],
  [0xfd_0074, 'f64x2', 'ceil floor'],
  [0xfd_0076, 'i8x16', 'min_s min_u max_s max_u'],
  [0xfd_007a, 'f64x2', 'trunc'],
  [0xfd_007b, 'i8x16', 'avgr_u'],
  [0xfd_007c, 'i16x8', 'extadd_pairwise_i8x16_s extadd_pairwise_i8x16_u'],
  [0xfd_007e, 'i32x4', 'extadd_pairwise_i16x8_s extadd_pairwise_i16x8_u'],
  [
    0xfd_0080,
    'i16x8',
    'abs neg q15mulr_sat_s all_true bitmask narrow_i32x4_s narrow_i32x4_u extend_low_i8x16_s extend_high_i8x16_s extend_low_i8x16_u extend_high_i8x16_u shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u',
  ],
  [0xfd_0094, 'f64x2', 'nearest'],
  [
    0xfd_0095,
    'i16x8',
    'mul min_s min_u max_s max_u _ avgr_u extmul_low_i8x16_s extmul_high_i8x16_s extmul_low_i8x16_u extmul_high_i8x16_u',
  ],
  [
    0xfd_00a0,
    'i32x4',
    'abs neg _ all_true bitmask _ _ extend_low_i16x8_s extend_high_i16x8_s extend_low_i16x8_u extend_high_i16x8_u shl shr_s shr_u add _ _ sub _ _ _ mul min_s min_u max_s max_u dot_i16x8_s _ extmul_low_i16x8_s extmul_high_i16x8_s extmul_low_i16x8_u extmul_high_i16x8_u',
  ],
  [
    0xfd_00c0,
    'i64x2',
    'abs neg _ all_true bitmask _ _ extend_low_i32x4_s extend_high_i32x4_s extend_low_i32x4_u extend_high_i32x4_u shl shr_s shr_u add _ _ sub _ _ _ mul eq ne lt_s gt_s le_s ge_s extmul_low_i32x4_s extmul_high_i32x4_s extmul_low_i32x4_u extmul_high_i32x4_u',
  ],
  [0xfd_00e0, 'f32x4', 'abs neg _ sqrt add sub mul div min max pmin pmax'],
  [0xfd_00ec, 'f64x2', 'abs neg _ sqrt add sub mul div min max pmin pmax'],
  [0xfd_00f8, 'i32x4', 'trunc_sat_f32x4_s trunc_sat_f32x4_u'],
  [0xfd_00fa, 'f32x4', 'convert_i32x4_s convert_i32x4_u'],
  [0xfd_00fc, 'i32x4', 'trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero'],
  [0xfd_00fe, 'f64x2', 'convert_low_i32x4_s convert_low_i32x4_u'],
  // Relaxed SIMD: results may differ between machines in the ways the specification lists.
  [0xfd_0100, 'i8x16', 'relaxed_swizzle'],
  [
    0xfd_0101,
    'i32x4',
    'relaxed_trunc_f32x4_s relaxed_trunc_f32x4_u relaxed_trunc_f64x2_s_zero relaxed_trunc_f64x2_u_zero',
  ],
  [0xfd_0105, 'f32x4', 'relaxed_madd relaxed_nmadd'],
  [0xfd_0107, 'f64x2', 'relaxed_madd relaxed_nmadd'],
  [0xfd_0109, 'i8x16', 'relaxed_laneselect'],
  [0xfd_010a, 'i16x8', 'relaxed_laneselect'],
  [0xfd_010b, 'i32x4', 'relaxed_laneselect'],
  [0xfd_010c, 'i64x2', 'relaxed_laneselect'],
  [0xfd_010d, 'f32x4', 'relaxed_min relaxed_max'],
  [0xfd_010f, 'f64x2', 'relaxed_min relaxed_max'],
  [0xfd_0111, 'i16x8', 'relaxed_q15mulr_s relaxed_dot_i8x16_i7x16_s'],
  [0xfd_0113, 'i32x4', 'relaxed_dot_i8x16_i7x16_add_s'],
] as const

type Words<Text extends string, Found = never> = Text extends `${infer Word} ${infer Rest}`
  ? Words<Rest, Found | Exclude<Word, '_'>>
  : Found | Text

type NamesOf<Run> = Run extends readonly [
  number,
  infer Type extends string,
  infer Text extends string,
]
  ? Type extends ''
    ? Words<Text>
    : `${Type}.${Words<Text> & string}`
  : never

/** The name of an instruction, spelled as in the WebAssembly specification. */
export type Mnemonic = NamesOf<(typeof runs)[number]>

/** Every instruction that the assembler and the disassembler know, with its code. */
export const opcodes: Readonly<Record<Mnemonic, number>> = codesByName()

function codesByName(): Record<Mnemonic, number> {
  const codes: Record<string, number> = {}
  for (const [first, type, names] of runs) {
    names.split(' ').forEach((name, i) => {
      if (name !== '_') codes[type === '' ? name : `${type}.${name}`] = first + i
    })
  }
  return codes
}

/** Instructions that load or store one lane of a vector: `v128.load64_lane`, … */
export type MemoryLaneMnemonic = Extract<Mnemonic, `v128.${'load' | 'store'}${string}_lane`>

/** Instructions that read memory: `f64.load`, `v128.load32_splat`, … */
export type LoadMnemonic = Exclude<Extract<Mnemonic, `${string}.load${string}`>, MemoryLaneMnemonic>

/** Instructions that write memory: `f64.store`, `i32.store8`, … */
export type StoreMnemonic = Exclude<
  Extract<Mnemonic, `${string}.store${string}`>,
  MemoryLaneMnemonic
>

/** Instructions that read or replace one lane: `f64x2.extract_lane`, … */
export type LaneMnemonic = Extract<Mnemonic, `${string}.${'extract' | 'replace'}_lane${string}`>

/** Instructions whose types depend on the blocks around them, or on what they name. */
export type StructuredMnemonic =
  | Extract<Mnemonic, 'block' | 'loop' | 'if' | 'else' | 'end' | 'return' | 'call'>
  | Extract<Mnemonic, `br${string}` | `local.${string}` | `global.${string}`>

/** Instructions without an immediate that a caller chooses. */
export type PlainMnemonic = Exclude<
  Mnemonic,
  | MemoryLaneMnemonic
  | LoadMnemonic
  | StoreMnemonic
  | LaneMnemonic
  | StructuredMnemonic
  | `${string}.const`
  | 'i8x16.shuffle'
>

const alignments = new Map<Mnemonic, number>()

/** log2 of the natural alignment of an instruction that loads or stores: of the bytes it moves. */
export function naturalAlignment(mnemonic: Mnemonic): number {
  const known = alignments.get(mnemonic)
  if (known !== undefined) return known
  const [, type, bits = type, count = 1] =
    /^\D(\d+)\.(?:load|store)(\d+)?(?:x(\d))?/.exec(mnemonic) ?? []
  const alignment = Math.log2((Number(bits) * Number(count)) / 8)
  alignments.set(mnemonic, alignment)
  return alignment
}

/** The number of lanes of the shape that a mnemonic begins with. */
export function laneCount(mnemonic: LaneMnemonic): number {
  return Number(/x(\d+)/.exec(mnemonic)?.[1])
}

/** How many memories an instruction names: each is a byte, and the first memory is 0. */
export const memoryIndices: Readonly<Partial<Record<Mnemonic, number>>> = {
  'memory.size': 1,
  'memory.grow': 1,
  'memory.copy': 2,
  'memory.fill': 1,
}
