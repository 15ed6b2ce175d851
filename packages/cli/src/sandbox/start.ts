/** Starts the whole sandbox on one machine: database, samples, provider, and the Spine's stand-ins. */
import { createProvider } from '@gpc/provider'
import { pdsClient, type RunningServer, startPds, startSds, startSdsLdap, startSsp } from '@gpc/spine'
import { directoryReader, removeEmbedded, type Store, startEmbedded } from '@gpc/store'
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { type Database, openDatabase } from '../database.ts'
import { dataFolder } from '../place.ts'
import { Problem } from '../problem.ts'
import { software } from '../software.ts'
import { counted } from '../text.ts'
import { traceUntraced } from '../tracing.ts'
import { describeSandbox } from './describe.ts'
import type { SandboxDescription } from './description.ts'
import { type Manifest, readManifest, samplesFolder } from './manifest.ts'
import { sandboxPeople } from './people.ts'
import { databaseOffset, freePorts, isFree, namedHost, type Ports } from './ports.ts'
import { sandboxRegistry } from './registry.ts'
import { announceSandbox, forgetSandbox, type RunningSandbox, runningSandbox } from './running.ts'
import { ensurePractices, ensureSamples, openMemory } from './samples.ts'
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
  readonly manifest: Manifest
  close(): Promise<void>
}

const connections = 20
const pdsTimeoutMs = 5000
const sspTimeoutMs = 60_000

/**
 * Starts everything; what was started is stopped again if anything fails on the way.
 * @throws Problem if a port is in use, or a sandbox runs on the same data already
 */
export async function startSandbox(context: Context, options: SandboxOptions, steps: Steps): Promise<Sandbox> {
  const closers: (() => Promise<unknown>)[] = []
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
  closers: (() => Promise<unknown>)[],
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
  const { store } = database
  context.signal.throwIfAborted()
  const imported = await fill(context, database, manifest, steps)

  const named = (which: keyof Ports) => `http://${namedHost(host)}:${ports[which]}`
  const start = async (server: Promise<RunningServer>) => closers.push((await server).close)
  await start(startPds({ host, port: ports.pds, people: sandboxPeople(store, manifest) }))
  const pds = pdsClient({ baseUrl: named('pds'), timeoutMs: pdsTimeoutMs })
  if (imported.length > 0) {
    await steps.run('PDS', async progress => {
      let total = 0
      for (const ods of imported) {
        const traced = await traceUntraced(store, pds, ods, progress)
        total += Object.values(traced).reduce((sum, count) => sum + count, 0)
      }
      return [undefined, `${counted(total, 'NHS number')} traced`]
    })
  }
  context.signal.throwIfAborted()

  const url = named('provider')
  const spine = {
    ssp: named('ssp'),
    sds: named('sds'),
    sdsLdap: `ldap://${namedHost(host)}:${ports.sdsLdap}`,
    pds: named('pds'),
  }
  const describe = describer(store, manifest, url, spine)
  await steps.run('Servers', async () => {
    const provider = await createProvider({ store, pds, version: software.version, failed: failure(context) })
    closers.push(() => provider.close())
    addDescription(provider, describe)
    await provider.listen({ host, port: ports.provider })
    const registry = sandboxRegistry(store, url, manifest.consumers)
    await start(startSsp({ host, port: ports.ssp, registry, timeoutMs: sspTimeoutMs }))
    await start(startSds({ host, port: ports.sds, registry }))
    await start(startSdsLdap({ host, port: ports.sdsLdap, registry }))
    return [undefined, 'provider, Spine Secure Proxy, SDS, PDS']
  })
  await announceSandbox(context, url)
  closers.push(() => forgetSandbox(context))
  return { ...(await describe()), url, database: database.place, manifest }
}

/** Adds practices and imports samples, as far as that hasn't been done; gives the practices that something was imported for. */
async function fill(
  context: Context,
  { store, identity }: Database,
  manifest: Manifest,
  steps: Steps,
): Promise<string[]> {
  const memory = await openMemory(dataFolder(context), identity)
  await ensurePractices(store, manifest)
  const imported: string[] = []
  for (const practice of manifest.practices) {
    await steps.run(`${practice.ods} ${practice.name}`, async progress => {
      const patients = await ensureSamples(store, samplesFolder, practice, memory, progress)
      if (patients !== undefined) imported.push(practice.ods)
      return [undefined, patients === undefined ? 'in place' : `${counted(patients, 'patient')} imported`]
    })
    context.signal.throwIfAborted()
  }
  return imported
}

function describer(store: Store, manifest: Manifest, url: string, spine: SandboxDescription['spine']) {
  const directory = directoryReader(store)
  return () => describeSandbox(store, directory, manifest, url, spine)
}

function addDescription(provider: FastifyInstance, describe: () => Promise<SandboxDescription>): void {
  provider.get('/sandbox', async (_request, reply) => {
    reply.header('Content-Type', 'application/json;charset=utf-8').header('Cache-Control', 'no-store')
    return reply.send(`${JSON.stringify(await describe(), null, 2)}\n`)
  })
}

/** Failures of the provider are told on standard error, with the trace id that leads to the request. */
export const failure =
  ({ err }: Pick<Context, 'err'>) =>
  (error: unknown, traceId: string): void =>
    err.write(
      `${traceId || 'no trace id'}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )

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
