// Loads the built site in Chromium and uses its figure as a reader would. Exits with 1 when
// something is wrong, and with 0 and one line where there is no Chromium.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright'
import { serve } from './serve.ts'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const figure = 'figure[aria-busy="false"]'

/** E0.2: x after so many steps from 4 on x², by learning rate; exactly 4·(1 − 2·lr)^steps. */
const expected: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  '0.1': { 10: 0.4294967296, 100: 8.14814390534e-10, 150: 1.16294195887e-14 },
  '0.01': { 10: 3.26829122755, 100: 0.530478223579, 150: 0.193184084974 },
  '0.001': { 10: 3.92071617341, 100: 3.27426721875, 150: 2.96238284746 },
}

type Check = (page: Page) => Promise<void>

async function fitsItsWindow(page: Page): Promise<void> {
  const [inner = 0, outer = 0] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ])
  assert.ok(inner <= outer, `${inner} px of content on ${outer} px`)
}

/** What has to hold, in the words of the report; each starts on a fresh Start page. */
const checks: Readonly<Record<string, Check>> = {
  'the figure reaches the numbers of E0.2': async (page) => {
    await page.waitForSelector(`${figure} td[data-step="150"]`)
    for (const [rate, numbers] of Object.entries(expected)) {
      for (const [step, number] of Object.entries(numbers)) {
        const value = await readCell(page, rate, step)
        assert.ok(Math.abs(value / number - 1) < 1e-11, `lr ${rate}, ${step}: ${value}`)
      }
    }
  },

  'the chart says in words what it shows': async (page) => {
    await page.waitForSelector(`${figure} .chart svg`)
    const words = await page.getAttribute('.chart', 'aria-label')
    assert.match(words ?? '', /3 descents.*falls from 16 to/)
  },

  'the scale of the chart is chosen': async (page) => {
    await page.check(`${figure} input[type=checkbox]`)
    await page.waitForSelector(`${figure} .chart text:has-text("1e-20")`)
  },

  'without motion the figure stands at its last step': async (page) => {
    await page.waitForSelector(`${figure} input[type=range]`)
    assert.equal(await page.inputValue('figure input[type=range]'), '150')
  },

  'the step is chosen with the keyboard': async (page) => {
    await page.focus(`${figure} input[type=range]`)
    await page.keyboard.press('ArrowLeft')
    await page.waitForSelector('td[data-step="149"]')
  },

  'Tab passes through the editor': async (page) => {
    await page.focus('figure .cm-content')
    await page.keyboard.press('Tab')
    assert.equal(await page.locator('figure .cm-content:focus').count(), 0)
  },

  'an edited model is run again': async (page) => {
    await typeModel(page, modelWith('minimize 3 * x^2'))
    await page.waitForFunction(() =>
      document.querySelector('.chart')?.getAttribute('aria-label')?.includes('from 48'),
    )
  },

  'a mistake is said beside the text': async (page) => {
    await typeModel(page, modelWith('minimise x^2'))
    const text = await page.textContent('figure .diagnostics')
    assert.match(text ?? '', /error\[E\d{4}\]/)
  },

  'a narrow page does not scroll sideways': async (page) => {
    await page.setViewportSize({ width: 360, height: 700 })
    await page.waitForSelector(`${figure} .chart svg`)
    await fitsItsWindow(page)
  },

  'the reference shows the formulas of optimizers, wide ones on narrow pages too': async (page) => {
    await page.setViewportSize({ width: 360, height: 700 })
    await page.goto(new URL('/reference/optimizers', page.url()).href)
    const adam = page.locator('h3#adam ~ p .formula math').first()
    assert.match((await adam.textContent()) ?? '', /β/)
    assert.equal(await page.locator('.katex-error').count(), 0)
    await fitsItsWindow(page)
  },

  'the reference lists the codes': async (page) => {
    await page.goto(new URL('/reference/codes', page.url()).href)
    await page.waitForSelector('text=MismatchedInnerDim')
  },
}

function modelWith(objective: string): string {
  return `param x = 4\n${objective}\ntrain { optimizer: sgd(lr: sweep(0.1, 0.01)), steps: 20 }`
}

async function typeModel(page: Page, text: string): Promise<void> {
  await page.waitForSelector(figure)
  await page.focus('figure .cm-content')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

async function readCell(page: Page, rate: string, step: string): Promise<number> {
  const header = page.locator('th', { hasText: new RegExp(` ${rate.replace('.', '\\.')}\\s*$`) })
  const row = page.locator('figure tbody tr').filter({ has: header })
  return Number(await row.locator(`td[data-step="${step}"]`).getAttribute('data-value'))
}

/** Runs one check on a page of its own; anything on the page's console counts as a failure. */
async function runCheck(browser: Browser, address: string, check: Check): Promise<string[]> {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== address)
      problems.push(`asks for ${request.url()}`)
  })
  try {
    await page.goto(`${address}/`)
    await check(page)
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error))
  }
  await context.close()
  return problems
}

async function main(): Promise<void> {
  if (!existsSync(executablePath)) {
    console.log(`site: skipped, no Chromium at ${executablePath} (set CHROMIUM_PATH)`)
    return
  }
  const server = await serve(fileURLToPath(new URL('../dist', import.meta.url)))
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  let failed = 0
  for (const [title, check] of Object.entries(checks)) {
    const problems = await runCheck(browser, server.address, check)
    if (problems.length === 0) continue
    failed++
    console.error(`site: ${title}: failed\n  ${problems.join('\n  ')}`)
  }
  await browser.close()
  server.close()
  console.log(`site: ${Object.keys(checks).length - failed} passed, ${failed} failed`)
  if (failed > 0) process.exitCode = 1
}

await main()
