import type { RaceRequest, RaceResult } from './race-messages.ts'

/**
 * Runs races in a worker, one at a time: a new text ends the race of the old one, whose
 * promise then never settles. A model that takes for ever is thereby ended by an edit.
 */
export class RaceClient {
  #worker: Worker | undefined
  #isBusy = false

  race(text: string): Promise<RaceResult> {
    if (this.#isBusy) this.close()
    this.#worker ??= new Worker(new URL('./race-worker.ts', import.meta.url), { type: 'module' })
    const worker = this.#worker
    const request: RaceRequest = { text }
    this.#isBusy = true
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<RaceResult>) => {
        this.#isBusy = false
        resolve(data)
      }
      worker.onerror = (event) => reject(new Error(event.message || 'the worker did not load'))
      worker.postMessage(request)
    })
  }

  close(): void {
    this.#worker?.terminate()
    this.#worker = undefined
    this.#isBusy = false
  }
}
