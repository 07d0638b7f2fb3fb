import { defineConfig } from 'tsup'
import { library } from '../../tsup.base.ts'

// Two entries, so that a page that only reports does not carry the explanations.
export default defineConfig({
  ...library,
  entry: { index: 'src/index.ts', 'explain/index': 'src/explain/index.ts' },
})
