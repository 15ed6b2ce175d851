/** Starts the whole sandbox on one machine: database, samples, and the servers. */
import { startPds } from '@gpc/spine'
import { removeEmbedded, startEmbedded } from '@gpc/store'
import type { Context } from '../context.ts'
import { type Database, openDatabase } from '../database.ts'
import { pdsAt } from '../pds.ts'
import { dataFolder } from '../place.ts'
import { Problem } from '../problem.ts'
import { counted } from '../text.ts'
import { traceUntraced } from '../tracing.ts'
import { type Manifest, readManifest, samplesFolder } from './manifest.ts'
import { sandboxPeople } from './people.ts'
import { databaseOffset, freePorts, isFree, reachedAt } from './ports.ts'
import { announceSandbox, forgetSandbox, type RunningSandbox, runningSandbox } from './running.ts'
import { ensurePractices, ensureSamples, ensureServices, openMemory } from './samples.ts'
import { type Closers, startServers } from './servers.ts'
import { ensureSessions } from './sessions.ts'
import type { Steps } from './steps.ts'

export interface SandboxOptions {
  /** The provider's; the others follow. 0: any that are free. */
  readonly port: number
  readonly host: string
  /** Begin anew: forget all data. */
  readonly fresh: boolean
}

export interface Sandbox extends RunningSandbox {
  /** Host and port of the database. */
  readonly database: string
  close(): Promise<void>
}

const connections = 20

/**
 * Starts everything; what was started is stopped again if anything fails on the way.
 * @throws Problem if a port is in use, or a sandbox runs on the same data already
 */
export async function startSandbox(context: Context, options: SandboxOptions, steps: Steps): Promise<Sandbox> {
  const closers: Closers = []
  const close = async () => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer()
  }
  try {
    return { ...(await startAll(context, options, steps, closers)), close }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

async function startAll(
  context: Context,
  { port, host, fresh }: SandboxOptions,
  steps: Steps,
  closers: Closers,
): Promise<Omit<Sandbox, 'close'>> {
  const running = await runningSandbox(context)
  if (running !== undefined) {
    throw new Problem(
      `A sandbox runs on these data already, at ${running.url}: use it, end it, or name another folder by GPC_DATA.`,
    )
  }
  const manifest = await readManifest()
  const ports = await freePorts(host, port)
  if (fresh) await forgetData(context)
  const database = await steps.run('Database', async () => {
    const wanted = port !== 0 && (await isFree(port + databaseOffset)) ? port + databaseOffset : 0
    const opened = await openDatabase(context, wanted, connections)
    return [opened, `PostgreSQL at ${opened.place}`]
  })
  closers.push(database.close)
  context.signal.throwIfAborted()
  const imported = await fill(context, database, manifest, steps)

  const { store } = database
  const pdsServer = await startPds({ host, port: ports.pds, people: sandboxPeople(store, manifest) })
  closers.push(pdsServer.close)
  const pds = reachedAt(host, pdsServer.url)
  await traceAll(database, pds, imported, steps)
  context.signal.throwIfAborted()

  const servers = await steps.run('Servers', async () => {
    const started = await startServers(context, { store, manifest, host, ports, pds }, closers)
    return [started, 'provider, Spine Secure Proxy, SDS, PDS']
  })
  await announceSandbox(context, servers.url)
  closers.push(() => forgetSandbox(context))
  return { ...servers, database: database.place }
}

/** Adds practices and imports samples, as far as that hasn't been done; gives the practices that something was imported for. */
async function fill(
  context: Context,
  { store, identity }: Database,
  manifest: Manifest,
  steps: Steps,
): Promise<readonly string[]> {
  const memory = await openMemory(dataFolder(context), identity)
  await ensurePractices(store, manifest)
  await ensureServices(store, manifest)
  const imported: string[] = []
  for (const practice of manifest.practices) {
    await steps.run(`${practice.ods} ${practice.name}`, async progress => {
      const patients = await ensureSamples(store, samplesFolder, practice, memory, progress)
      if (patients !== undefined) imported.push(practice.ods)
      return [undefined, patients === undefined ? 'in place' : `${counted(patients, 'patient')} imported`]
    })
    context.signal.throwIfAborted()
  }
  await steps.run('Sessions', async () => {
    const added = await ensureSessions(store, manifest)
    return [undefined, added === 0 ? 'in place' : `${counted(added, 'session')} added, for the coming four weeks`]
  })
  return imported
}

/** Traces those whose records have just been imported; whoever comes later is traced when they are asked for. */
async function traceAll({ store }: Database, pds: string, practices: readonly string[], steps: Steps): Promise<void> {
  if (practices.length === 0) return
  await steps.run('PDS', async progress => {
    let total = 0
    for (const ods of practices) {
      const traced = await traceUntraced(store, pdsAt(pds), ods, progress)
      total += Object.values(traced).reduce((sum, count) => sum + count, 0)
    }
    return [undefined, `${counted(total, 'NHS number')} traced`]
  })
}

/** @throws Problem for a database that isn't the sandbox's own */
async function forgetData(context: Context): Promise<void> {
  if (context.env.DATABASE_URL) {
    throw new Problem(
      '--fresh empties the built-in database only: give an empty one by DATABASE_URL, or leave it unset.',
    )
  }
  const server = await startEmbedded(dataFolder(context))
  await server.stop()
  await removeEmbedded(server)
}
