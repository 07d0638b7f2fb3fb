import { existsSync } from 'node:fs'
import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions } from 'vite'
import { defineConfig } from 'vitest/config'

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const testing = new URL('packages/testing/src/', import.meta.url).pathname
const found = existsSync(chromium)
if (!found) console.warn(`browser tests skipped: no Chromium at ${chromium} (set CHROMIUM_PATH)`)

export default defineConfig({
  resolve: {
    conditions: ['@gradus/source', ...defaultClientConditions],
    alias: { '@gradus/testing': `${testing}index.ts` },
  },
  server: {
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    },
  },
  test: {
    name: 'browser',
    reporters: ['default', './tools/count-reporter.ts'],
    include: found ? ['{packages,examples}/*/test/browser/**/*.browser.test.ts'] : [],
    passWithNoTests: true,
    setupFiles: [`${testing}matchers.ts`],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: chromium,
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
