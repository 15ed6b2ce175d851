/** The sandbox as a process of its own, so that checks reach it from outside as anybody does. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { freshDatabase } from '../../store/test/database.ts'

const program = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))
const described = z.object({ url: z.string() })

export interface RunningSandbox {
  readonly url: string
  close(): Promise<void>
}

/** Starts the sandbox on free ports, with a database and a folder of its own, its four practices imported. */
export async function startSandbox(): Promise<RunningSandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'gpc-assurance-'))
  const { npm_lifecycle_event: _npm, ...rest } = process.env
  const env = { ...rest, GPC_DATA: folder, DATABASE_URL: await freshDatabase() }
  const child = spawn(process.execPath, [program, 'sandbox', '--port', '0', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const close = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  let out = ''
  let err = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      err += chunk
    })
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk
      if (out.endsWith('\n}\n')) resolve(described.parse(JSON.parse(out)).url)
    })
    void ended.then(() => reject(new Error(`The sandbox ended before it was ready:\n${err}`)))
  }).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return { url, close }
}
