import type { Options } from 'tsup'

/** Every library: one ES module bundle; tsc writes the declarations after it. */
export const library: Options = {
  entry: ['src/index.ts'],
  format: ['esm'],
  target: 'es2023',
  platform: 'neutral',
  dts: false,
  sourcemap: true,
  clean: true,
  treeshake: true,
  silent: true,
}
