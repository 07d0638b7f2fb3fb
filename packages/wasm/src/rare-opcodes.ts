import { codesByName, type NamesOf, type UsualMnemonic, usualOpcodes } from './opcodes.ts'

// What compiled graphs have no use for, in runs as those of the usual instructions. Who only emits
// those carries no names of these: they come with the checked builder and with the text.
const runs = [
  // Control.
  [0x01, '', 'nop'],
  [0x0e, '', 'br_table'],
  // Memory.
  [0x2c, 'i32', 'load8_s load8_u load16_s load16_u'],
  [0x30, 'i64', 'load8_s load8_u load16_s load16_u load32_s load32_u'],
  [0x3a, 'i32', 'store8 store16'],
  [0x3c, 'i64', 'store8 store16 store32'],
  [0x3f, 'memory', 'size grow'],
  // Constants.
  [0x43, 'f32', 'const'],
  // Comparisons.
  [0x50, 'i64', 'eqz eq ne lt_s _ gt_s gt_u le_s le_u ge_s ge_u'],
  // Integer arithmetic.
  [0x67, 'i32', 'clz ctz popcnt'],
  [0x77, 'i32', 'rotl rotr'],
  [0x79, 'i64', 'clz ctz popcnt _ sub _ div_s div_u rem_s rem_u'],
  [0x87, 'i64', 'shr_s _ rotl rotr'],
  // Float arithmetic.
  [0x8b, 'f32', 'abs neg ceil floor trunc nearest sqrt _ sub mul div min max copysign'],
  [0x99, 'f64', 'abs neg ceil floor trunc nearest sqrt'],
  [0xa3, 'f64', 'div min max copysign'],
  // Conversions.
  [0xa8, 'i32', 'trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u'],
  [0xac, 'i64', 'extend_i32_s _ trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u'],
  [0xb3, 'f32', 'convert_i32_u convert_i64_s convert_i64_u demote_f64'],
  [0xb8, 'f64', 'convert_i32_u _ convert_i64_u'],
  [0xbc, 'i32', 'reinterpret_f32'],
  [0xbd, 'i64', 'reinterpret_f64'],
  [0xbe, 'f32', 'reinterpret_i32'],
  [0xbf, 'f64', 'reinterpret_i64'],
  [0xc0, 'i32', 'extend8_s extend16_s'],
  [0xc2, 'i64', 'extend8_s extend16_s extend32_s'],
  // Saturating conversions and bulk memory.
  [0xfc_0001, 'i32', 'trunc_sat_f32_u _ trunc_sat_f64_u'],
  [0xfc_0004, 'i64', 'trunc_sat_f32_s trunc_sat_f32_u _ trunc_sat_f64_u'],
  // Vectors.
  [
    0xfd_0001,
    'v128',
    'load8x8_s load8x8_u load16x4_s load16x4_u load32x2_s load32x2_u load8_splat load16_splat',
  ],
  [0xfd_000e, 'i8x16', 'swizzle splat'],
  [0xfd_0010, 'i16x8', 'splat'],
  [0xfd_0012, 'i64x2', 'splat'],
  [0xfd_0015, 'i8x16', 'extract_lane_s extract_lane_u replace_lane'],
  [0xfd_0018, 'i16x8', 'extract_lane_s extract_lane_u replace_lane'],
  [0xfd_001c, 'i32x4', 'replace_lane'],
  [0xfd_001d, 'i64x2', 'extract_lane replace_lane'],
  [0xfd_0020, 'f32x4', 'replace_lane'],
  [0xfd_0022, 'f64x2', 'replace_lane'],
  [0xfd_0023, 'i8x16', 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'],
  [0xfd_002d, 'i16x8', 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'],
  [0xfd_004f, 'v128', 'andnot _ xor _ _ load8_lane load16_lane _ _ store8_lane store16_lane'],
  [0xfd_0060, 'i8x16', 'abs neg popcnt all_true bitmask narrow_i16x8_s narrow_i16x8_u'],
  [0xfd_0067, 'f32x4', 'ceil _ trunc'],
  [0xfd_006b, 'i8x16', 'shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u'],
  [0xfd_0074, 'f64x2', 'ceil'],
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
  [
    0xfd_0095,
    'i16x8',
    'mul min_s min_u max_s max_u _ avgr_u extmul_low_i8x16_s extmul_high_i8x16_s extmul_low_i8x16_u extmul_high_i8x16_u',
  ],
  [
    0xfd_00a3,
    'i32x4',
    'all_true bitmask _ _ extend_low_i16x8_s extend_high_i16x8_s extend_low_i16x8_u extend_high_i16x8_u _ shr_s',
  ],
  [
    0xfd_00b9,
    'i32x4',
    'max_u dot_i16x8_s _ extmul_low_i16x8_s extmul_high_i16x8_s extmul_low_i16x8_u extmul_high_i16x8_u',
  ],
  [0xfd_00c0, 'i64x2', 'abs neg _ all_true bitmask'],
  [
    0xfd_00c8,
    'i64x2',
    'extend_high_i32x4_s extend_low_i32x4_u extend_high_i32x4_u _ shr_s _ add _ _ sub',
  ],
  [
    0xfd_00d5,
    'i64x2',
    'mul eq ne lt_s gt_s le_s ge_s extmul_low_i32x4_s extmul_high_i32x4_s extmul_low_i32x4_u extmul_high_i32x4_u',
  ],
  [0xfd_00f9, 'i32x4', 'trunc_sat_f32x4_u'],
  [0xfd_00fb, 'f32x4', 'convert_i32x4_u'],
  [0xfd_00fd, 'i32x4', 'trunc_sat_f64x2_u_zero'],
  [0xfd_00ff, 'f64x2', 'convert_low_i32x4_u'],
  // Relaxed SIMD: results may differ between machines in the ways the specification lists.
  [0xfd_0100, 'i8x16', 'relaxed_swizzle'],
  [
    0xfd_0101,
    'i32x4',
    'relaxed_trunc_f32x4_s relaxed_trunc_f32x4_u relaxed_trunc_f64x2_s_zero relaxed_trunc_f64x2_u_zero',
  ],
  [0xfd_0109, 'i8x16', 'relaxed_laneselect'],
  [0xfd_010a, 'i16x8', 'relaxed_laneselect'],
  [0xfd_010b, 'i32x4', 'relaxed_laneselect'],
  [0xfd_010c, 'i64x2', 'relaxed_laneselect'],
  [0xfd_010d, 'f32x4', 'relaxed_min relaxed_max'],
  [0xfd_010f, 'f64x2', 'relaxed_min relaxed_max'],
  [0xfd_0111, 'i16x8', 'relaxed_q15mulr_s relaxed_dot_i8x16_i7x16_s'],
  [0xfd_0113, 'i32x4', 'relaxed_dot_i8x16_i7x16_add_s'],
] as const

/** The name of an instruction, spelled as in the WebAssembly specification. */
export type Mnemonic = UsualMnemonic | NamesOf<(typeof runs)[number]>

/** Every instruction that the assembler and the disassembler know, with its code. */
export const opcodes: Readonly<Record<Mnemonic, number>> = {
  ...usualOpcodes,
  .../* @__PURE__ */ codesByName(runs),
}

/** The number of lanes of the shape that a mnemonic begins with. */
export function laneCount(mnemonic: string): number {
  return Number(/x(\d+)/.exec(mnemonic)?.[1])
}
