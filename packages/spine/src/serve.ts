/** What the stand-ins' servers have in common. */
import type { ServerResponse } from 'node:http'
import type { Server, Socket } from 'node:net'

export interface RunningServer {
  /** Where it listens, without trailing slash. */
  readonly url: string
  /** Ends it and every connection that is still open. */
  close(): Promise<void>
}

/**
 * Listens, and gives the URL and the way to end it.
 * @param port 0 for any free one
 * @throws the system's error, e.g. EADDRINUSE
 */
export async function listen(
  server: Server,
  scheme: 'http' | 'ldap',
  host: string,
  port: number,
): Promise<RunningServer> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close(error => (error === undefined ? resolve() : reject(error)))
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Sends a FHIR resource as JSON, never to be stored on the way. */
export function sendFhir(
  res: ServerResponse,
  status: number,
  resource: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(JSON.stringify(resource))
  res.writeHead(status, {
    'Content-Type': 'application/fhir+json;charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    ...headers,
  })
  res.end(body)
}
