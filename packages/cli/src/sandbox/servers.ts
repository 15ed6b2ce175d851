/** The sandbox's servers: the provider, and the Spine around it. */
import { registrar } from '@gpc/intake'
import { createProvider, type HtmlSettings } from '@gpc/provider'
import { startSds, startSdsLdap, startSsp } from '@gpc/spine'
import { directoryReader, type Store } from '@gpc/store'
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { startDelivery } from '../delivery/deliver.ts'
import { pdsAt } from '../pds.ts'
import { software } from '../software.ts'
import { systems } from '../systems.ts'
import { describeSandbox } from './describe.ts'
import type { SandboxDescription } from './description.ts'
import type { Manifest } from './manifest.ts'
import { type Ports, reachedAt } from './ports.ts'
import { sandboxRegistry } from './registry.ts'
import type { RunningSandbox } from './running.ts'

/** What must be ended again, in reverse order. */
export type Closers = (() => Promise<unknown>)[]

export interface Surroundings {
  readonly store: Store
  readonly manifest: Manifest
  readonly host: string
  readonly ports: Ports
  /** URL of PDS, which runs already. */
  readonly pds: string
}

const sspTimeoutMs = 60_000

/** An emergency in which vaccinations against influenza and COVID-19 count, so that the summary shows its table of emergency codes (HTM-SEC-07). */
const sandboxHtml: HtmlSettings = {
  emergencyCodes: {
    groups: [
      ['822851000000102', '65ED.', 'XaZ0d'],
      ['1324681000000101', '65F01', 'Y29e7'],
    ],
    banner: 'Sample list of emergency codes: the latest vaccinations against influenza and COVID-19',
  },
}

/** Starts them one after the other, as each must know where those before it are. */
export async function startServers(
  context: Context,
  { store, manifest, host, ports, pds }: Surroundings,
  closers: Closers,
): Promise<RunningSandbox> {
  const whole = Promise.withResolvers<() => Promise<SandboxDescription>>()
  const provider = await createProvider({
    store,
    pds: pdsAt(pds),
    register: registrar(store, systems),
    version: software.version,
    html: sandboxHtml,
    failed: failure(context),
  })
  closers.push(() => provider.close())
  closers.push(startDelivery(store, error => failure(context)(error, '')))
  addDescription(provider, async () => (await whole.promise)())
  const url = reachedAt(host, await provider.listen({ host, port: ports.provider }))
  const registry = sandboxRegistry(store, url, manifest.consumers)
  const ssp = await startSsp({ host, port: ports.ssp, registry, timeoutMs: sspTimeoutMs })
  closers.push(ssp.close)
  const sds = await startSds({ host, port: ports.sds, registry })
  closers.push(sds.close)
  const sdsLdap = await startSdsLdap({ host, port: ports.sdsLdap, registry })
  closers.push(sdsLdap.close)
  const spine = {
    ssp: reachedAt(host, ssp.url),
    sds: reachedAt(host, sds.url),
    sdsLdap: reachedAt(host, sdsLdap.url),
    pds,
  }
  const directory = directoryReader(store)
  const describe = () => describeSandbox(store, directory, manifest, url, spine)
  whole.resolve(describe)
  return { ...(await describe()), url }
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
