import { defineConfig } from 'vitepress'
import { gradusGrammar } from './gradus-grammar.ts'
import { math } from './math.ts'

// Shared memory, and with it threads, is only there for pages that are isolated.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

export default defineConfig({
  title: 'Gradus',
  description: 'Models written as mathematics, differentiated and trained in WebAssembly',
  lang: 'en',
  outDir: '../dist',
  cacheDir: '../.cache',
  head: [['link', { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' }]],
  markdown: { languages: [gradusGrammar], config: math },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/' },
      { text: 'Reference', link: '/reference/codes' },
    ],
    sidebar: [
      { text: 'Start', items: [{ text: 'Five minutes', link: '/' }] },
      {
        text: 'Reference',
        items: [
          { text: 'Codes of diagnostics', link: '/reference/codes' },
          { text: 'Optimizers', link: '/reference/optimizers' },
          { text: 'Schedules', link: '/reference/schedules' },
          { text: 'Solvers compared', link: '/reference/solvers' },
        ],
      },
    ],
    outline: { level: [2, 3] },
    search: { provider: 'local' },
  },
  vite: {
    worker: { format: 'es' },
    build: { target: 'es2022', chunkSizeWarningLimit: 2000 },
    server: { headers: isolation },
  },
})
