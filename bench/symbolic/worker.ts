// Answers requests about one engine, one line of JSON each.
import { createInterface } from 'node:readline'
import { rightPoints } from './correctness.ts'
import type { Engine } from './engine.ts'
import { loadEngine } from './peers.ts'
import type { Answer, Request } from './request.ts'

// A quick piece of work is done so many times, or for so many milliseconds.
const mostTimes = 20
const enough = 400

const engine = await loadEngine(process.argv[2]!)
console.log('"ready"')
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(engine, JSON.parse(line) as Request)))
}

function answer(engine: Engine, request: Request): Answer | { readonly error: string } {
  try {
    return work(engine, request)
  } catch (error) {
    return { error: error instanceof Error ? error.message.split('\n')[0]! : String(error) }
  }
}

function work(engine: Engine, request: Request): Answer {
  switch (request.kind) {
    case 'derive all':
      return time(() => {
        for (const [text, variable] of request.formulas) attempt(engine, text, variable)
      })
    case 'gradient':
      return time(() => engine.gradient(engine.parse(request.text), request.variables))
    case 'hessian': {
      const formula = engine.parse(request.text)
      return time(() => engine.hessian(formula, request.variables))
    }
    case 'derivative': {
      const formula = engine.parse(request.text)
      return time(() => {
        const derivative = engine.derive(formula, 'x', request.order)
        if (request.isCompiled) engine.compile([derivative], ['x'])(Float64Array.of(0.7))
      })
    }
    case 'speed': {
      const { texts, variables } = request
      const slopes = texts.flatMap((text) => engine.gradient(engine.parse(text), variables))
      const found = speed(engine.compile(slopes, variables), variables.length)
      return [found, found]
    }
    case 'right':
      return rightPoints(engine, request.fixture)
    case 'print': {
      const derivative = engine.tidy(engine.parse(request.text), request.variable)
      const shared = engine.share?.(derivative) ?? []
      return [[engine.print(derivative)], shared]
    }
  }
}

// A formula that an engine refuses counts with the time until it says so.
function attempt(engine: Engine, text: string, variable: string): void {
  try {
    engine.derive(engine.parse(text), variable, 1)
  } catch {
    return
  }
}

/**
 * Milliseconds of processor time of all threads of this process: of the first time, and of
 * the best of some, where it is quick enough to do it again.
 */
function time(work: () => void): readonly number[] {
  const times: number[] = []
  do times.push(timeOnce(work))
  while (times.length < mostTimes && times.reduce((a, b) => a + b) < enough)
  return [times[0]!, Math.min(...times)]
}

function timeOnce(work: () => void): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

// Windows of calls at moving points; one window is long enough for the clock.
function speed(compiled: (values: Float64Array) => unknown, size: number): number {
  const values = Float64Array.from({ length: size }, (_, i) => 0.3 + 0.1 * i)
  let calls = 10
  let best = 0
  for (let windows = 0; windows < 5; ) {
    const spent = timeOnce(() => {
      for (let i = 0; i < calls; i++) {
        values[0] = i / calls
        compiled(values)
      }
    })
    if (spent < 30) calls *= 4
    else {
      best = Math.max(best, calls / spent / 1000)
      windows++
    }
  }
  return best
}
