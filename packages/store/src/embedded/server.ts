/** The PostgreSQL server that comes with npm: made, started, found again, and stopped. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { dataFolder, findRunner, type Runner } from './binaries.ts'

export interface EmbeddedServer {
  /** A connection URL for the database `gpc`. Holds the password: don't print it. */
  readonly url: string
  readonly port: number
  /** True if this call started the server; false if it was running already. */
  readonly started: boolean
  /** Where its data lie: in the folder, or in a common place if the server's user can't reach that. */
  readonly data: string
  /** Stops the server (a fast shutdown), whoever started it. */
  stop(): Promise<void>
}

const user = 'gpc'
const database = 'gpc'

/**
 * Makes sure that the server of a data folder runs, on loopback only and with a password that only the folder's owner can read.
 * @param folder where its data are kept; made if it isn't there
 * @param wanted the port, or 0 for any free one; a server that runs already keeps its own
 * @throws Error with the server's own last words if it doesn't start
 */
export async function startEmbedded(folder: string, wanted = 0): Promise<EmbeddedServer> {
  const runner = await findRunner()
  const data = await dataFolder(join(folder, 'postgres'), runner.user)
  const secret = `${data}.secret`
  const running = await runningServer(data)
  if (running !== undefined) {
    const url = urlOf(await readFile(secret, 'utf8'), running.port)
    await waitUntilReady(url, async () => undefined)
    return { url, data, port: running.port, started: false, stop: () => stop(running.pid) }
  }
  await initialise(runner, data, secret)
  const port = wanted === 0 ? await freePort() : wanted
  const log = await open(`${data}.log`, 'w', 0o600)
  const child = spawn(runner.postgres, ['-D', data, '-p', String(port), ...settings], {
    ...runner.user,
    stdio: ['ignore', 'ignore', log.fd],
    detached: true,
  })
  await log.close()
  let exited = false
  child.once('exit', () => {
    exited = true
  })
  const url = urlOf(await readFile(secret, 'utf8'), port)
  await waitUntilReady(url, async () =>
    exited ? (await readFile(`${data}.log`, 'utf8')).trim().slice(-1000) : undefined,
  )
  child.unref()
  const { pid } = child
  if (pid === undefined) throw new Error('PostgreSQL did not start.')
  return { url, data, port, started: true, stop: () => stop(pid) }
}

/** Loopback only, no socket files; durable; sized for a small machine. */
const settings = [
  ['listen_addresses', '127.0.0.1'],
  ['unix_socket_directories', ''],
  ['max_connections', '100'],
  ['shared_buffers', '256MB'],
  ['work_mem', '16MB'],
  ['maintenance_work_mem', '128MB'],
  ['max_wal_size', '4GB'],
  ['wal_compression', 'pglz'],
  ['checkpoint_timeout', '15min'],
  ['log_min_messages', 'warning'],
  ['log_statement', 'none'],
  ['log_min_error_statement', 'panic'],
  ['log_parameter_max_length_on_error', '0'],
  ['client_connection_check_interval', '2s'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`])

async function initialise(runner: Runner, data: string, secret: string): Promise<void> {
  if ((await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')) !== '') return
  const password = randomBytes(24).toString('base64url')
  await rm(data, { recursive: true, force: true })
  await mkdir(data, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(tmpdir(), 'gpc-'))
  const file = join(folder, 'password')
  try {
    await writeFile(file, password, { mode: 0o600 })
    if (runner.user !== undefined) {
      for (const path of [data, folder, file]) await chown(path, runner.user.uid, runner.user.gid)
    }
    await run(runner.initdb, initdbArguments(data, file), runner.user)
    await writeFile(secret, password, { mode: 0o600 })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const initdbArguments = (data: string, passwordFile: string) => [
  `--pgdata=${data}`,
  `--username=${user}`,
  `--pwfile=${passwordFile}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--data-checksums',
]

function run(command: string, args: readonly string[], as: Runner['user']): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...as, stdio: ['ignore', 'ignore', 'pipe'] })
    let words = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-2000)
    })
    child.once('error', reject)
    child.once('exit', code => (code === 0 ? resolve() : reject(new Error(`${command} failed: ${words.trim()}`))))
  })
}

const urlOf = (password: string, port: number, name = database) =>
  `postgresql://${user}:${password.trim()}@127.0.0.1:${port}/${name}`

/** The server that has a data folder open, by its own pid file, if its process lives. */
async function runningServer(data: string): Promise<{ pid: number; port: number } | undefined> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port) || port <= 0 || !alive(pid)) return undefined
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres')
  return words.includes('postgres') ? { pid, port } : undefined
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function stop(pid: number): Promise<void> {
  if (!alive(pid)) return
  process.kill(pid, 'SIGINT')
  for (let i = 0; i < 600 && alive(pid); i++) await pause(50)
}

/** Connects until the server answers, and makes the database if it isn't there. */
async function waitUntilReady(url: string, lastWords: () => Promise<string | undefined>): Promise<void> {
  const admin = new URL(url)
  admin.pathname = '/postgres'
  for (let i = 0; ; i++) {
    const words = await lastWords()
    if (words !== undefined) throw new Error(`PostgreSQL did not start: ${words}`)
    const client = new pg.Client({ connectionString: admin.href })
    client.on('error', () => {})
    try {
      await client.connect()
      const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])
      if (found.rowCount === 0) await client.query(`CREATE DATABASE ${database}`)
      await client.end()
      return
    } catch (error) {
      await client.end().catch(() => undefined)
      if (i >= 600)
        throw new Error('PostgreSQL does not answer: look at its data folder, or set DATABASE_URL.', { cause: error })
      await pause(50)
    }
  }
}

/** A port that is free on loopback right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}

/** Removes a stopped server's data for good. */
export async function removeEmbedded({ data }: Pick<EmbeddedServer, 'data'>): Promise<void> {
  for (const path of [data, `${data}.secret`, `${data}.log`]) await rm(path, { recursive: true, force: true })
}
