/** The yardstick's process: a bare Node HTTP server that sends bytes which lie in memory. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { z } from 'zod'
import { answerMessages } from './children.ts'

const start = z.object({ files: z.array(z.string()) })

/** Answers `GET /n` with the n-th file, or, to who takes gzip, with the file of the same name and `.gz`. */
answerMessages(start, async ({ files }) => {
  const plain = await Promise.all(files.map(file => readFile(file)))
  const packed = await Promise.all(files.map(file => readFile(`${file}.gz`)))
  const server = createServer((request, response) => {
    const gzip = request.headers['accept-encoding'] === 'gzip'
    const body = (gzip ? packed : plain)[Number(request.url?.slice(1))]
    response.setHeader('Content-Type', 'application/fhir+json;charset=utf-8')
    response.setHeader('Content-Length', body?.length ?? 0)
    if (gzip) response.setHeader('Content-Encoding', 'gzip')
    response.end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  process.once('disconnect', () => server.close().closeAllConnections())
  const address = server.address()
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0 }
})
