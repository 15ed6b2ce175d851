import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { interactions } from '@gpc/fhir'
import { startPds } from '@gpc/spine'
import { documents } from '@gpc/systems'
import { expect, test } from 'vitest'
import { handOver } from './hand-over.ts'
import { asid, claims, importFolder, ods, startPractice, tamsin, tamsinAtPds, token } from './practice.ts'

const script = fileURLToPath(new URL('./provider-process.ts', import.meta.url))
const size = 10 * 1024 * 1024
const atOnce = 20
/** All that so many answers may add to the process's peak of memory, in kB. Whole in memory they would take 260,000 as base64 alone. */
const most = 180_000

test('MIG-DOC-02 MIG-STR-16 documents of 10 MB to callers who are slow to read: memory stays flat, and all of it arrives', async () => {
  const practice = await startPractice()
  const bytes = randomBytes(size)
  const row = { DocumentId: 'large', NhsNumber: tamsin, File: 'large.tif', bytes }
  const given = await handOver([row])
  await importFolder(practice.store, documents, given.path)
  await given.remove()
  const [{ id }] = (await practice.store.pool.query('SELECT id FROM attachment')).rows
  const registered = { ...tamsinAtPds, generalPractitionerOds: 'X99999' }
  const pds = await startPds({
    host: '127.0.0.1',
    port: 0,
    people: { find: async () => registered, search: async () => [] },
  })
  const url = String(practice.store.pool.options.connectionString)
  const child = spawn(process.execPath, [script, url, pds.url], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async () => Number((await lines.next()).value)
  const peak = () => {
    child.stdin.write('\n')
    return line()
  }
  const port = await line()

  const ask = (): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = {
        'Ssp-TraceID': 'b2a1f6b0-9f4c-4c2c-9d57-4f9f0e1f7a11',
        'Ssp-From': '200000000099',
        'Ssp-To': asid,
        'Ssp-InteractionID': interactions.migrateDocument.id,
        Authorization: `Bearer ${token(claims(interactions.migrateDocument))}`,
      }
      const path = `/${ods}/STU3/1/gpconnect/documents/Binary/${id}`
      request({ host: '127.0.0.1', port, path, headers, agent: false }, resolve).on('error', reject).end()
    })
  const contentHash = async (response: IncomingMessage): Promise<string> => {
    const pieces: Buffer[] = []
    for await (const piece of response) pieces.push(piece)
    const { content } = JSON.parse(Buffer.concat(pieces).toString('latin1'))
    return createHash('sha256').update(Buffer.from(content, 'base64')).digest('hex')
  }

  const expected = createHash('sha256').update(bytes).digest('hex')
  for (let i = 0; i < 3; i++) expect(await contentHash(await ask())).toBe(expected)
  const before = await peak()
  const responses = await Promise.all(Array.from({ length: atOnce }, ask))
  for (const response of responses) {
    expect(response.statusCode).toBe(200)
    expect(await contentHash(response)).toBe(expected)
  }
  expect((await peak()) - before).toBeLessThan(most)

  child.stdin.end()
  await once(child, 'exit')
  await pds.close()
  await practice.close()
}, 60_000)
