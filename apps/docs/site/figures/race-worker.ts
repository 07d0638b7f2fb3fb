import type { RaceRequest, RaceResult } from './race-messages.ts'

/** Compiles the model and runs every descent of its first `train` block. */
async function raceDescent(_text: string): Promise<RaceResult> {
  return { diagnostics: 'The compiler is not built yet, so this figure cannot run the model.' }
}

addEventListener('message', async ({ data }: MessageEvent<RaceRequest>) => {
  postMessage(await raceDescent(data.text))
})
