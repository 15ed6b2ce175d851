/**
 * One HTTP/1.1 connection of the load generator. It reads status and Content-Length, counts the body's bytes and keeps none of
 * them: load and measured server share the machine's cores, so every cycle spent here is one that the server hasn't got.
 */
import { connect } from 'node:net'

export interface Answer {
  readonly status: number
  /** Bytes of the body as they were sent, compressed or not. */
  readonly bytes: number
  readonly encoding: string
  /** The body, if the connection keeps it; else empty. */
  readonly body: Buffer
}

export interface Connection {
  /** Sends a request and waits for the whole answer. One at a time. @throws Error if the connection breaks */
  exchange(request: string): Promise<Answer>
  close(): void
}

const headEnd = Buffer.from('\r\n\r\n')

/** Opens a connection to a port on loopback; `keep`: with the bodies. @throws Error if nobody listens */
export function openConnection(port: number, keep = false): Promise<Connection> {
  let head = Buffer.alloc(0)
  let answer: Omit<Answer, 'body'> | undefined
  let body: Buffer[] = []
  let missing = 0
  let waiting: PromiseWithResolvers<Answer> | undefined

  const finish = (found: Omit<Answer, 'body'>): void => {
    const done = waiting
    const whole = Buffer.concat(body)
    waiting = undefined
    answer = undefined
    body = []
    done?.resolve({ ...found, body: whole })
  }
  const take = (chunk: Buffer): void => {
    if (answer !== undefined) {
      missing -= chunk.length
      if (keep) body.push(Buffer.from(chunk))
    } else {
      head = Buffer.concat([head, chunk])
      const end = head.indexOf(headEnd)
      if (end < 0) return
      answer = readHead(head.toString('latin1', 0, end))
      missing = answer.bytes - (head.length - end - headEnd.length)
      if (keep) body.push(head.subarray(end + headEnd.length))
      head = Buffer.alloc(0)
    }
    if (missing < 0) throw new Error('The server sent more than it had announced.')
    if (missing === 0) finish(answer)
  }

  const opened = Promise.withResolvers<Connection>()
  const fail = (error: Error): void => {
    opened.reject(error)
    waiting?.reject(error)
    waiting = undefined
  }
  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer: Buffer.allocUnsafe(1 << 18),
      callback(length, buffer) {
        try {
          take(Buffer.from(buffer.buffer, buffer.byteOffset, length))
        } catch (error) {
          socket.destroy(error instanceof Error ? error : new Error(String(error)))
        }
        return true
      },
    },
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The server closed the connection.')))
  socket.once('connect', () =>
    opened.resolve({
      exchange(request) {
        waiting = Promise.withResolvers<Answer>()
        socket.write(request)
        return waiting.promise
      },
      close: () => socket.destroy(),
    }),
  )
  return opened.promise
}

/** @throws Error for an answer without Content-Length: its end couldn't be told without reading it */
function readHead(head: string): Omit<Answer, 'body'> {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1])
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`The answer with status ${status} has no Content-Length.`)
  return { status, bytes: Number(length), encoding: /\r\ncontent-encoding: *(\S+)/i.exec(head)?.[1] ?? '' }
}
