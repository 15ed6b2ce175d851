import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ImportRefused, type SourceItem } from '../contract.ts'
import { zipOf } from '../shared/zip-testing.ts'
import { documents } from './index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gpc-documents-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const header =
  'DocumentId,NhsNumber,File,ContentType,Title,TypeCode,TypeText,Created,Added,AuthorOds,AuthorName,Confidential'
const number = '9990101019'
const csv = (...lines: readonly string[]) => [header, ...lines].join('\n')
const put = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content)
const open = (path = folder, mode?: 'bulk' | 'delta') =>
  documents.open(path, { ods: 'A99001', options: new Map(), ...(mode === undefined ? {} : { mode }) })

async function itemsOf(path?: string): Promise<readonly SourceItem[]> {
  const delivery = await open(path)
  const items: SourceItem[] = []
  for await (const batch of delivery.items(() => {})) items.push(...batch)
  return items
}

async function bytesOf(item: SourceItem | undefined): Promise<string> {
  if (item?.kind !== 'attachment') throw new Error('no attachment')
  const parts: Uint8Array[] = []
  for await (const bytes of item.attachment.content()) parts.push(bytes)
  return Buffer.concat(parts).toString()
}

test('a row and its bytes, for the patient with that NHS number', async () => {
  await put('documents.csv', csv(`d1,999 010 1019,letter.pdf,,Letter,,Clinic letter,2024-05-31,,RX999,Hospital,`))
  await put('letter.pdf', 'bytes')
  const [row, attachment, ...others] = await itemsOf()
  expect(others).toEqual([])
  const columns = {
    DocumentId: 'd1',
    NhsNumber: '999 010 1019',
    File: 'letter.pdf',
    ContentType: 'application/pdf',
    Title: 'Letter',
    TypeText: 'Clinic letter',
    Created: '2024-05-31',
    AuthorOds: 'RX999',
    AuthorName: 'Hospital',
  }
  expect(row).toEqual({
    kind: 'upsert',
    source: 'documents',
    row: { table: 'Document', key: 'd1', owner: `nhs:${number}`, shared: false, columns },
    at: { file: 'documents.csv', line: 2 },
  })
  expect(attachment).toMatchObject({
    kind: 'attachment',
    attachment: {
      key: 'd1',
      owner: `nhs:${number}`,
      name: 'letter.pdf',
      contentType: 'application/pdf',
      table: 'Document',
    },
  })
  expect(await bytesOf(attachment)).toBe('bytes')
})

test('DOC-REF-07 a row without a file is a document without content', async () => {
  await put('documents.csv', csv(`d1,${number},,,Letter`.concat(',,,,,,,')))
  expect((await itemsOf()).map(one => one.kind)).toEqual(['upsert'])
})

test.each([
  ['an empty id', `,${number},a.pdf,,,,,,,,,`, 'DocumentId'],
  ['no NHS number', 'd1,,a.pdf,,,,,,,,,', 'NhsNumber'],
  ['a wrong check digit', 'd1,9990101018,a.pdf,,,,,,,,,', 'NhsNumber'],
  ['a file that isn’t there', `d1,${number},b.pdf,,,,,,,,,`, 'File'],
  ['an empty file', `d1,${number},empty.pdf,,,,,,,,,`, 'File'],
  ['a name that climbs out', `d1,${number},../outside.pdf,,,,,,,,,`, 'File'],
  ['a name with a backslash', `d1,${number},..\\outside.pdf,,,,,,,,,`, 'File'],
  ['an absolute name', `d1,${number},/etc/passwd,text/plain,,,,,,,,`, 'File'],
  ['a folder', `d1,${number},inner,text/plain,,,,,,,,`, 'File'],
  ['a link', `d1,${number},link.pdf,,,,,,,,,`, 'File'],
  ['documents.csv itself', `d1,${number},documents.csv,text/csv,,,,,,,,`, 'File'],
  ['a media type that is none', `d1,${number},a.pdf,"application/pdf""><x",,,,,,,,`, 'ContentType'],
  ['no media type and no known ending', `d1,${number},a.xyz,,,,,,,,,`, 'ContentType'],
  ['a type code that is none', `d1,${number},a.pdf,,,123457,,,,,,`, 'TypeCode'],
  ['a day that isn’t', `d1,${number},a.pdf,,,,,2024-02-30,,,,`, 'Created'],
  ['a time that isn’t', `d1,${number},a.pdf,,,,,,2024-02-01T25:00,,,`, 'Added'],
  ['an ODS code that is none', `d1,${number},a.pdf,,,,,,,R X,,`, 'AuthorOds'],
  ['a word that leaves open whether it is confidential', `d1,${number},a.pdf,,,,,,,,,maybe`, 'Confidential'],
])('%s is a reject with its line and column', async (_, line, column) => {
  await put('documents.csv', csv(line))
  await put('a.pdf', 'a')
  await put('a.xyz', 'a')
  await put('empty.pdf', '')
  await mkdir(join(folder, 'inner'))
  await writeFile(`${folder}-outside.pdf`, 'outside')
  await symlink(`${folder}-outside.pdf`, join(folder, 'link.pdf'))
  const [reject, ...others] = await itemsOf()
  expect(others).toEqual([])
  expect(reject).toMatchObject({
    kind: 'reject',
    source: 'documents',
    at: { file: 'documents.csv', line: 2 },
    column,
    row: line,
  })
  await rm(`${folder}-outside.pdf`)
})

test('of two rows with one id the second is a reject; one that couldn’t be used doesn’t count', async () => {
  await put('documents.csv', csv(`d1,1,,,,,,,,,,`, `d1,${number},,,,,,,,,,`, `d1,${number},,,Other,,,,,,,`))
  expect((await itemsOf()).map(one => one.kind)).toEqual(['reject', 'upsert', 'reject'])
})

test('a zip of the same; a zip in a folder is a document', async () => {
  const members = new Map([
    ['documents.csv', Buffer.from(csv(`d1,${number},a.pdf,,,,,,,,,`))],
    ['files/a.pdf', Buffer.from('in the zip')],
  ])
  await put('all.zip', zipOf(members))
  const [, attachment] = await itemsOf(join(folder, 'all.zip'))
  expect(await bytesOf(attachment)).toBe('in the zip')
  await put('documents.csv', csv(`d2,${number},all.zip,application/zip,,,,,,,,`))
  const [, zip] = await itemsOf()
  expect(zip).toMatchObject({ attachment: { name: 'all.zip', contentType: 'application/zip' } })
})

test('two members of one name, and members that climb out by name, do no harm', async () => {
  const line = csv(`d1,${number},a.pdf,,,,,,,,,`)
  await put(
    'twice.zip',
    zipOf(
      new Map([
        ['documents.csv', Buffer.from(line)],
        ['x/a.pdf', Buffer.from('1')],
        ['y/a.pdf', Buffer.from('2')],
      ]),
    ),
  )
  await expect(open(join(folder, 'twice.zip'))).rejects.toThrow(ImportRefused)
  await put(
    'climbs.zip',
    zipOf(
      new Map([
        ['documents.csv', Buffer.from(line)],
        ['../a.pdf', Buffer.from('1')],
      ]),
    ),
  )
  await expect(open(join(folder, 'climbs.zip'))).rejects.toThrow(ImportRefused)
})

/** A zip of one member that says how large it is, packed as given. */
function packed(name: string, deflated: Uint8Array, size: number): Uint8Array {
  const path = Buffer.from(name)
  const fixed = Buffer.alloc(26)
  fixed.writeUInt16LE(20, 0)
  fixed.writeUInt16LE(8, 4)
  fixed.writeUInt32LE(deflated.length, 14)
  fixed.writeUInt32LE(size, 18)
  fixed.writeUInt16LE(path.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fixed, path, deflated])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fixed, Buffer.alloc(14), path])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(local.length, 12)
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end])
}

test('a zip that unpacks to over 500 times its size is refused', async () => {
  const size = 64 << 20
  await put('bomb.zip', packed('documents.csv', deflateRawSync(Buffer.alloc(size)), size))
  await expect(open(join(folder, 'bomb.zip'))).rejects.toThrow('500 times its size')
})

test('a member that unpacks to more than it says stops the import', async () => {
  await put('liar.zip', packed('documents.csv', deflateRawSync(Buffer.alloc(64 << 20, 'a')), 1000))
  await expect(itemsOf(join(folder, 'liar.zip'))).rejects.toThrow()
})

test.each([
  ['nothing there', 'nowhere', 'nothing at'],
  ['no documents.csv', '', 'no documents.csv'],
])('%s is refused', async (_, name, why) => {
  await put('other.csv', 'x')
  await expect(open(join(folder, name))).rejects.toThrow(why)
})

test('a documents.csv without the columns, and options, are refused', async () => {
  await put('documents.csv', 'DocumentId,File\nd1,a.pdf')
  await expect(open()).rejects.toThrow('NhsNumber')
  await put('documents.csv', header)
  await expect(documents.open(folder, { ods: 'A99001', options: new Map([['x', 'on']]) })).rejects.toThrow(
    'no option x',
  )
})

test('a bulk holds all documents there are; else it adds', async () => {
  await put('documents.csv', header)
  expect((await open(folder, 'bulk')).whole).toEqual([{ source: 'documents', table: 'Document' }])
  expect((await open()).whole).toEqual([])
})
