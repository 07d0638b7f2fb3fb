import type { Options } from 'tsup'
import { pureInitializers } from './tools/pure-initializers.ts'

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
  plugins: [pureInitializers],
}
