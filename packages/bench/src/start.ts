/** How long the sandbox takes from `npm start`, with its data there, to the first answer. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { removeEmbedded, startEmbedded } from '@gpc/store'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const patience = 120_000

/**
 * Starts the sandbox twice on one data folder: the first time fills it, the second is measured. The data are removed afterwards.
 * @returns seconds from the start of the process to the first answer of `GET /sandbox`
 */
export async function measureStart(folder: string, signal?: AbortSignal): Promise<{ first: number; again: number }> {
  try {
    return { first: await start(folder, signal), again: await start(folder, signal) }
  } finally {
    const server = await startEmbedded(folder)
    await server.stop()
    await removeEmbedded(server)
  }
}

async function start(folder: string, signal: AbortSignal | undefined): Promise<number> {
  const port = await freeRange()
  const began = performance.now()
  const child = spawn(process.execPath, ['packages/cli/src/main.ts', 'sandbox', '--port', String(port)], {
    cwd: root,
    env: { ...process.env, GPC_DATA: folder, DATABASE_URL: undefined },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-1000)
  })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  try {
    for (;;) {
      signal?.throwIfAborted()
      const answer = await fetch(`http://127.0.0.1:${port}/sandbox`).catch(() => undefined)
      if (answer?.ok) return (performance.now() - began) / 1000
      if (child.exitCode !== null || performance.now() - began > patience)
        throw new Error(`The sandbox did not start: ${words}`)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  } finally {
    child.kill('SIGINT')
    await ended
  }
}

/** A port that is free, with some above it that very likely are. */
function freeRange(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(Math.min(address.port, 65_000))
          : reject(new Error('no port')),
      )
    })
  })
}
