/** The sandbox's SDS as an LDAP v3 directory over plain TCP: bind and search (SEC-SDS-01 to 04). */
import { createServer, type Socket } from 'node:net'
import type { SpineRegistry } from '../registry.ts'
import { listen, type RunningServer } from '../serve.ts'
import { children, elementLength } from './ber.ts'
import { answerSearch, type Message, parseMessage, result, resultCodes } from './ldap-messages.ts'
import { directoryEntries } from './records.ts'

export interface SdsOptions {
  readonly host: string
  readonly port: number
  readonly registry: SpineRegistry
}

const maxMessage = 64 * 1024
const idleMs = 120_000

/** Starts the LDAP face of SDS. Any bind is taken; nothing can be changed through it. A malformed message ends its connection. */
export function startSdsLdap({ host, port, registry }: SdsOptions): Promise<RunningServer> {
  const server = createServer(socket => {
    socket.setTimeout(idleMs, () => socket.destroy())
    socket.on('error', () => socket.destroy())
    serve(socket, registry).catch(() => socket.destroy())
  })
  server.maxConnections = 200
  return listen(server, 'ldap', host, port)
}

async function serve(socket: Socket, registry: SpineRegistry): Promise<void> {
  let pending = Buffer.alloc(0)
  for await (const chunk of socket) {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      const length = elementLength(pending)
      if (length !== undefined && length > maxMessage) return void socket.destroy()
      if (length === undefined || length > pending.length) break
      const [message] = children(pending.subarray(0, length))
      pending = pending.subarray(length)
      if (message === undefined) return void socket.destroy()
      const response = await answer(parseMessage(message), registry)
      if (response === 'unbind') return void socket.end()
      if (response !== undefined) socket.write(response)
    }
  }
}

/** The response to a message; undefined if it has none. @throws BerError if it is malformed */
async function answer({ id, operation }: Message, registry: SpineRegistry): Promise<Buffer | 'unbind' | undefined> {
  switch (operation.tag) {
    case 0x42:
      return 'unbind'
    case 0x50:
      return undefined
    case 0x60:
      return result(id, 0x61, resultCodes.success)
    case 0x63: {
      const contents = await registry().catch(() => undefined)
      if (contents === undefined) return result(id, 0x65, resultCodes.busy, 'The registry does not answer.')
      return answerSearch(id, operation, directoryEntries(contents))
    }
    case 0x77:
      return result(id, 0x78, resultCodes.protocolError, 'No extended operation is supported.')
    default:
      return result(id, operation.tag + 1, resultCodes.unwillingToPerform, 'Only bind and search are supported.')
  }
}
