import { createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  beginImport,
  documentBytes,
  type ImportSession,
  openStore,
  type RenderedOwner,
  type Store,
  savePractice,
  servedDocument,
} from '../src/index.ts'
import { freshDatabase } from './database.ts'

const ods = 'A99001'
const at = { file: 'documents.csv', line: 2 }
let store: Store
beforeEach(async () => {
  store = await openStore(await freshDatabase())
  await savePractice(store, { ods, name: 'A', system: 'emis', asid: '1', partyKey: 'A-1' })
})
afterEach(() => store.close())

async function* pieces(bytes: Uint8Array, size: number) {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

const document = (key: string, owner: string, bytes: Uint8Array, more: { readonly table?: string } = {}) => ({
  kind: 'attachment' as const,
  source: 'documents' as const,
  attachment: { key, owner, contentType: 'application/pdf', content: () => pieces(bytes, 100_000), ...more },
  at,
})
const row = (key: string, owner: string) => ({
  kind: 'upsert' as const,
  source: 'documents' as const,
  row: { table: 'Document', key, owner, shared: false, columns: { DocumentId: key } },
  at,
})
const gone = (owner: string) => ({ kind: 'delete-owner' as const, source: 'documents' as const, owner, at })

/** Imports items and gives the owners whose records must be rendered again. */
async function run(
  items: Parameters<ImportSession['stage']>[0],
  whole: Parameters<ImportSession['merge']>[0] = [],
  render?: (session: ImportSession) => Promise<void>,
): Promise<number> {
  const session = await beginImport(store, ods)
  try {
    await session.stage(items)
    await session.merge(whole)
    const affected = await session.countOwners(false)
    await render?.(session)
    await session.commit({ system: 'emis', seconds: 0, counts: {}, notices: [], chain: [] })
    return affected
  } catch (error) {
    await session.rollback()
    throw error
  }
}

const stored = async () =>
  (await store.pool.query('SELECT id, key, owner, size::int AS size, sha256, body FROM attachment ORDER BY key')).rows
const chunks = async (): Promise<number> =>
  (await store.pool.query('SELECT count(*)::int AS n FROM attachment_chunk')).rows[0].n
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function read(document: { readonly body: string; readonly size: number }): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const bytes of documentBytes(store, ods, document)) parts.push(bytes)
  return Buffer.concat(parts)
}

test.each([
  1, 262_143, 262_144, 262_145, 3_000_000, 9_000_001,
])('a document of %i bytes is read as it was written', async size => {
  const bytes = randomBytes(size)
  expect(await run([document('d1', 'p1', bytes)])).toBe(1)
  const [found] = await stored()
  expect(found).toMatchObject({ key: 'd1', owner: 'p1', size, sha256: sha256(bytes) })
  expect(await chunks()).toBe(Math.ceil(size / 262_144))
  expect((await read(found)).equals(bytes)).toBe(true)
})

test.each([1000, 9_000_000])('the same %i bytes again change nothing and leave nothing behind', async size => {
  const bytes = randomBytes(size)
  await run([document('d1', 'p1', bytes)])
  const [before, count] = [await stored(), await chunks()]
  expect(await run([document('d1', 'p1', bytes)])).toBe(0)
  expect([await stored(), await chunks()]).toEqual([before, count])
})

test('other bytes replace the old ones under the same id, and their patient is rendered again', async () => {
  await run([document('d1', 'p1', randomBytes(600_000)), document('d2', 'p2', randomBytes(10))])
  const [before] = await stored()
  const bytes = randomBytes(300_000)
  expect(await run([document('d1', 'p1', bytes)])).toBe(1)
  const [after] = await stored()
  expect(after).toMatchObject({ id: before.id, sha256: sha256(bytes) })
  expect(await chunks()).toBe(3)
  await expect(read(before)).rejects.toThrow('replaced')
  expect((await read(after)).equals(bytes)).toBe(true)
})

test('of one document that comes twice the last one counts', async () => {
  const last = randomBytes(5_000_000)
  await run([document('d1', 'p1', randomBytes(5_000_000)), document('d1', 'p1', last)])
  const [found] = await stored()
  expect((await read(found)).equals(last)).toBe(true)
  expect(await chunks()).toBe(20)
})

test('a document that moves to another patient affects both', async () => {
  const bytes = randomBytes(10)
  await run([document('d1', 'p1', bytes)])
  expect(await run([document('d1', 'p2', bytes)])).toBe(2)
  expect(await stored()).toMatchObject([{ owner: 'p2' }])
})

test('a deleted patient’s documents go; one that comes after the deletion stays', async () => {
  const bytes = randomBytes(10)
  await run([document('d1', 'p1', randomBytes(10)), document('d2', 'p1', bytes), document('d3', 'p2', bytes)])
  await run([gone('p1'), document('d2', 'p1', bytes)])
  expect((await stored()).map(one => one.key)).toEqual(['d2', 'd3'])
  expect(await chunks()).toBe(2)
  for (const one of await stored()) expect((await read(one)).equals(bytes)).toBe(true)
})

test('a document goes with its row', async () => {
  const both = (key: string) => [row(key, 'p1'), document(key, 'p1', randomBytes(10), { table: 'Document' })]
  await run([...both('d1'), ...both('d2')])
  expect(await run(both('d1'), [{ source: 'documents', table: 'Document' }])).toBe(1)
  expect((await stored()).map(one => one.key)).toEqual(['d1'])
  await run([{ kind: 'delete', source: 'documents', table: 'Document', key: 'd1', at }])
  expect([await stored(), await chunks()]).toEqual([[], 0])
})

const tamsin = {
  id: 'patient-1',
  nhsNumber: '9990101019',
  family: 'Quill',
  given: 'Tamsin',
  birthDate: '1971-03-09',
  gender: 'female',
  numberStatus: 'verified',
  registration: 'regular',
  registeredFrom: '',
  registeredTo: '',
  deceased: '',
  sensitive: false,
  neverServed: '',
  inTransit: false,
  versionId: '1',
  refs: [],
  json: '{}',
}

const rendered = (documents: RenderedOwner['documents']): RenderedOwner => ({
  owner: 'p1',
  patient: tamsin,
  parts: [],
  everything: [],
  withheld: [],
  rejects: [],
  documents,
})

test('a document that names its patient by NHS number becomes that patient’s, at once or when they come', async () => {
  await run([document('early', 'nhs:9990101019', randomBytes(10)), row('early', 'nhs:9990101019')])
  await run([row('x', 'p1')], [], async session => {
    await session.write([rendered([])])
    expect(await session.adopt()).toBe(2)
  })
  await run([document('late', 'nhs:9990101019', randomBytes(10))])
  expect((await stored()).map(one => one.owner)).toEqual(['p1', 'p1'])
})

test('what is served is written and cleared with the patient’s renderings', async () => {
  const serve = (confidential: boolean) => async (session: ImportSession) => {
    await session.clear(false)
    const own = (await session.attachments(['p1'])).get('p1') ?? []
    await session.write([rendered(own.map(({ id }) => ({ id, confidential })))])
  }
  const bytes = randomBytes(10)
  await run([row('x', 'p1'), document('d1', 'p1', bytes)], [], serve(false))
  const [{ id }] = await stored()
  expect(await servedDocument(store, ods, id)).toMatchObject({
    patient: 'patient-1',
    confidential: false,
    contentType: 'application/pdf',
    size: 10,
    versionId: sha256(bytes).slice(0, 16),
  })
  await run([row('y', 'p1')], [], serve(true))
  expect(await servedDocument(store, ods, id)).toMatchObject({ confidential: true })
  expect(await servedDocument(store, 'B99001', id)).toBeUndefined()
  await run([gone('p1')], [], session => session.clear(false))
  expect(await servedDocument(store, ods, id)).toBeUndefined()
})

test('a document that can’t be read to its end stops the import, and nothing of it stays', async () => {
  const broken = {
    ...document('d1', 'p1', randomBytes(1)),
    attachment: {
      key: 'd1',
      owner: 'p1',
      contentType: 'text/plain',
      async *content() {
        yield randomBytes(9_000_000)
        throw new Error('the disk is gone')
      },
    },
  }
  await expect(run([broken])).rejects.toThrow('the disk is gone')
  expect([await stored(), await chunks()]).toEqual([[], 0])
})
