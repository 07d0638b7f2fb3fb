// Memory over an hour of training, sampled each minute after all garbage is collected:
// `node --expose-gc --conditions=@gradus/source bench/hour-of-training.ts [minutes]`.
// Compiled steps of the recurrent network among the examples, and eager steps with a gradient.
import { start, step } from '../examples/typescript/gru.ts'
import { compile, grad, random, type Tensor } from '../packages/tensor/src/index.ts'

const minutes = Number(process.argv[2] ?? 60)
const collectGarbage = (globalThis as { readonly gc?: () => void }).gc
if (!collectGarbage) throw new Error('run node with --expose-gc')

const compiled = compile(step, { donate: 0 })
const inputs = random.key(1).normal([8, 8])
const slope = grad((weights: Tensor) => inputs.matmul(weights).tanh().abs().mean())
let [training, weights] = [start(), inputs as Tensor]
let [steps, loss] = [0, Number.NaN]

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2)
console.log('minute  steps    heap MB  arrays MB  loss')
const begun = performance.now()
for (let minute = 0; minute <= minutes; minute++) {
  do {
    for (let i = 0; i < 100; i++, steps++) {
      const [next, value] = compiled(training)
      training = next
      if (i === 99) loss = value.item()
    }
    for (let i = 0; i < 20; i++) weights = weights.sub(slope(weights).mul(0.01))
  } while (performance.now() - begun < minute * 60_000)
  // Memories of modules are released between tasks.
  await new Promise((resolve) => setTimeout(resolve))
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  const figures = [String(steps).padEnd(8), megabytes(heapUsed), megabytes(arrayBuffers)]
  console.log(`${String(minute).padEnd(7)} ${figures.join(' ')} ${loss.toFixed(4)}`)
}
