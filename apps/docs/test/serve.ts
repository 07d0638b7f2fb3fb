import { readFile } from 'node:fs/promises'
import { createServer, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

/** A web server that runs until it is closed. */
export interface RunningServer {
  readonly address: string
  readonly close: () => void
}

/** Serves a folder on a free loopback port, isolated as threads in WebAssembly need it. */
export async function serve(folder: string): Promise<RunningServer> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = join(
      folder,
      normalize(pathname.endsWith('/') ? `${pathname}index.html` : pathname),
    )
    try {
      const body = await readFile(extname(path) === '' ? `${path}.html` : path)
      response.writeHead(200, headersFor(path)).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { address: `http://127.0.0.1:${port}`, close }
}

function headersFor(path: string): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    'Content-Type': types[extname(path)] ?? 'text/html; charset=utf-8',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  }
  // The worker holds the whole compiler, which has to live without eval.
  if (path.includes('worker')) {
    headers['Content-Security-Policy'] = "script-src 'self' 'wasm-unsafe-eval'"
  }
  return headers
}
