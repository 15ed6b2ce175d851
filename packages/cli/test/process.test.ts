/** The sandbox as a process with its own PostgreSQL: started by the launcher, killed, started again. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeEmbedded, startEmbedded } from '@gpc/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { home } from '../src/place.ts'
import { runningSandbox } from '../src/sandbox/running.ts'

let folder: string
let env: NodeJS.ProcessEnv
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gpc-process-'))
  const { DATABASE_URL: _url, npm_lifecycle_event: _npm, ...rest } = process.env
  env = { ...rest, GPC_DATA: folder }
})
afterAll(async () => {
  const server = await startEmbedded(folder)
  await server.stop()
  await removeEmbedded(server)
  await rm(folder, { recursive: true, force: true })
})

const launcher = join(home, 'bin', 'gpc.js')
const program = join(home, 'packages', 'cli', 'src', 'main.ts')

/** Starts gpc; `ready` resolves when the sandbox has printed everything, or has ended. */
function start(script: string, ...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const text = { out: '', err: '' }
  const ready = Promise.withResolvers<void>()
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.out += chunk
    if (text.out.includes('Ctrl-C ends it')) ready.resolve()
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.err += chunk
  })
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  void ended.then(() => ready.resolve())
  return { child, text, ready: ready.promise, ended }
}

async function databaseRuns(): Promise<boolean> {
  const server = await startEmbedded(folder)
  if (server.started) await server.stop()
  return !server.started
}

const patientOf = (out: string) => /npx gpc record (\d{10})/.exec(out)?.[1] ?? ''

test('it starts from nothing, is used by other processes, and takes PostgreSQL with it when it ends', async () => {
  const sandbox = start(launcher, 'sandbox', '--port', '0')
  await sandbox.ready
  expect(sandbox.text.err.match(/patients imported/g), sandbox.text.err).toHaveLength(4)
  const record = start(launcher, 'record', patientOf(sandbox.text.out))
  expect(await record.ended, record.text.err).toBe(0)
  expect(record.text.out).toContain('CURRENT MEDICINES')
  sandbox.child.kill('SIGTERM')
  expect(await sandbox.ended, sandbox.text.err).toBe(0)
  expect(await runningSandbox({ env })).toBeUndefined()
  expect(await databaseRuns()).toBe(false)
}, 300_000)

test('killed at any moment, it starts again on the same data', async () => {
  const first = start(program, 'sandbox', '--port', '0')
  await first.ready
  expect(first.text.err.match(/in place/g), first.text.err).toHaveLength(5)
  first.child.kill('SIGKILL')
  await first.ended
  const second = start(launcher, 'sandbox', '--port', '0')
  await second.ready
  expect(second.text.out, second.text.err).toContain('The sandbox is ready.')
  second.child.kill('SIGINT')
  expect(await second.ended).toBe(0)
  expect(await databaseRuns()).toBe(false)
}, 300_000)

test('--fresh begins anew', async () => {
  const sandbox = start(launcher, 'sandbox', '--port', '0', '--fresh')
  await sandbox.ready
  expect(sandbox.text.err.match(/patients imported/g), sandbox.text.err).toHaveLength(4)
  sandbox.child.kill('SIGINT')
  expect(await sandbox.ended).toBe(0)
}, 300_000)
