/** A provider that is wrong in one respect: the sandbox's answers, changed on their way. */
import { createServer, type IncomingMessage } from 'node:http'
import { z } from 'zod'

export interface Changed {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export type Change = (answer: Changed) => Changed

const described = z.looseObject({
  practices: z.array(z.looseObject({ system: z.string(), capabilities: z.record(z.string(), z.string()) })),
  spine: z.looseObject({}),
})

const portOf = z.object({ port: z.number() })

/**
 * Runs `work` against a provider whose answers are changed: one practice, which is its own Spine Secure Proxy, as only answers matter.
 * @param system of the practice: SystmOne has most kinds of patient, EMIS laboratory reports
 */
export async function falsified<T>(
  sandbox: string,
  change: Change,
  work: (url: string) => Promise<T>,
  system: 'tpp' | 'emis' = 'tpp',
): Promise<T> {
  const server = createServer((request, response) => {
    answer(request)
      .then(({ status, headers, text }) => {
        response.writeHead(status, Object.fromEntries(headers))
        response.end(text)
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const own = `http://127.0.0.1:${portOf.parse(server.address()).port}`

  async function answer(request: IncomingMessage): Promise<Changed> {
    const path = (request.url ?? '').replace(`/ssp/${own}`, '')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const { host: _host, connection: _connection, 'content-length': _length, ...sent } = request.headers
    const got = await fetch(sandbox + path, {
      method: request.method ?? 'GET',
      headers: Object.entries(sent).map(([name, value]) => [name, String(value)] as [string, string]),
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    })
    const headers = new Headers(got.headers)
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name)
    const text = (await got.text()).replaceAll(`${sandbox}/`, path === '/sandbox' ? `${sandbox}/` : `${own}/`)
    if (path === '/sandbox') return { status: got.status, headers, text: JSON.stringify(moved(text)) }
    return change({ status: got.status, headers, text })
  }

  function moved(text: string) {
    const { practices, spine, ...rest } = described.parse(JSON.parse(text))
    return {
      ...rest,
      spine: { ...spine, ssp: `${own}/ssp` },
      practices: practices
        .filter(one => one.system === system)
        .map(practice => ({
          ...practice,
          capabilities: Object.fromEntries(
            Object.entries(practice.capabilities).map(([name, root]) => [name, root.replace(sandbox, own)]),
          ),
        })),
    }
  }

  try {
    return await work(own)
  } finally {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}
