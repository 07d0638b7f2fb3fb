import { parentPort, workerData } from 'node:worker_threads'
import { rightPoints } from './correctness.ts'
import { loadEngine } from './peers.ts'
import { fixtures } from './workloads.ts'

const engine = await loadEngine(workerData as string)
parentPort!.on('message', (index: number) => {
  parentPort!.postMessage(rightPoints(engine, fixtures[index]!))
})
parentPort!.postMessage('ready')
