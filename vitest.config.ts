import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

const source = '@gradus/source'
const testing = new URL('packages/testing/src/', import.meta.url).pathname

export default defineConfig({
  // Tests read workspace packages from their sources: no build comes first, and
  // coverage is counted on the files that people edit.
  resolve: {
    conditions: [source, ...defaultClientConditions],
    alias: { '@gradus/testing': `${testing}index.ts` },
  },
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  test: {
    reporters: ['default', './tools/count-reporter.ts'],
    testTimeout: 60_000,
    setupFiles: [`${testing}matchers.ts`],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'packages/*/test/**/*.test.ts',
            'examples/*/test/**/*.test.ts',
            'tools/test/**/*.test.ts',
          ],
          exclude: ['**/*.browser.test.ts'],
          benchmark: { include: ['bench/**/*.bench.ts'] },
        },
      },
      { extends: true, test: { name: 'cli', include: ['apps/cli/test/**/*.test.ts'] } },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts', 'apps/cli/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
})
