import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { formulas, names, rosenbrock } from './workloads.ts'

/**
 * Milliseconds of SymPy by the names of tasks, the best of three; `undefined` where there is
 * no Python with SymPy.
 */
export function runSympy(): Readonly<Record<string, number>> | undefined {
  const script = fileURLToPath(new URL('sympy_tasks.py', import.meta.url))
  const gradients = [10, 100].map((n) => [rosenbrock(n), names('x', n)])
  const input = JSON.stringify({ formulas, gradients })
  const { status, stdout } = spawnSync('python3', [script], { input, encoding: 'utf8' })
  return status === 0 ? (JSON.parse(stdout) as Record<string, number>) : undefined
}
