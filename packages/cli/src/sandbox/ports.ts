/** The sandbox's ports: one, and those above it. */
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { Problem } from '../problem.ts'

export const defaultPort = 4810

const places = [
  ['provider', 0, 'the provider'],
  ['ssp', 1, 'the Spine Secure Proxy'],
  ['sds', 2, 'SDS (FHIR)'],
  ['pds', 3, 'PDS'],
  ['sdsLdap', 4, 'SDS (LDAP)'],
] as const

export type Service = (typeof places)[number][0]
export type Ports = Readonly<Record<Service, number>>

/** PostgreSQL's, if it is free; else it takes another one, as nobody has to know it. */
export const databaseOffset = 9

/**
 * The port of each service, found free. `first` 0: 0 for each, which stands for any.
 * @throws Problem that names the port that is in use and how to move
 */
export async function freePorts(host: string, first: number): Promise<Ports> {
  const at = (offset: number) => (first === 0 ? 0 : first + offset)
  for (const [, offset, title] of places) {
    const port = at(offset)
    const trouble = await whyNot(host, port)
    if (trouble === 'EADDRNOTAVAIL' || trouble === 'ENOTFOUND') {
      throw new Problem(`This machine has no address ${host}: choose another by --host.`, { cause: trouble })
    }
    if (trouble !== undefined) {
      const what = trouble === 'EADDRINUSE' ? 'is in use' : `can't be had (${trouble})`
      throw new Problem(
        `Port ${port} for ${title} ${what}: end what uses it, or move the sandbox by --port, e.g. npm start -- --port ${elsewhere(first)}.`,
        { cause: trouble },
      )
    }
  }
  return { provider: at(0), ssp: at(1), sds: at(2), pds: at(3), sdsLdap: at(4) }
}

const elsewhere = (first: number): number => (first + 100 > 65_000 ? defaultPort : first + 100)

/** True if nobody listens there on loopback. */
export async function isFree(port: number): Promise<boolean> {
  return (await whyNot('127.0.0.1', port)) === undefined
}

/** The system's error code if a port can't be listened on. */
function whyNot(host: string, port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}

/** The URL that others reach a server at which listens on `host` and says that it is at `url`. */
export function reachedAt(host: string, url: string): string {
  const { protocol, port } = new URL(url)
  return `${protocol}//${namedHost(host)}:${port}`
}

/** The host that URLs name: a wildcard is replaced by an address of this machine that others reach. */
function namedHost(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host
  const addresses = Object.values(networkInterfaces()).flatMap(list => list ?? [])
  return addresses.find(one => one.family === 'IPv4' && !one.internal)?.address ?? '127.0.0.1'
}
