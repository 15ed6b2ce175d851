import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { AttachmentItem } from '../contract.ts'
import { practice } from '../shared/testing.ts'
import { gp2gp } from './index.ts'
import { cd, composition, guid, message, withFiles } from './testing.ts'

const file = (id: string, name: string) => `${id}_${name}`

function document(reference: string, mediaType = 'text/plain'): string {
  return `<NarrativeStatement><id root="${guid()}"/><text>Letter from the clinic</text><availabilityTime value="20260112"/>
<reference><referredToExternalDocument><id root="${guid()}"/>${cd('code', '25821000000100', 'snomed', 'Original text document')}
<text mediaType="${mediaType}"><reference value="${reference}"/></text></referredToExternalDocument></reference></NarrativeStatement>`
}

interface Part {
  readonly id: string
  readonly type: string
  readonly encoding: string
  readonly body: string
}

function ebxml(extract: string, references: readonly string[], parts: readonly Part[]): string {
  const envelope = `<SOAP:Envelope xmlns:SOAP="s" xmlns:eb="e" xmlns:xlink="x"><SOAP:Body><eb:Manifest>
<eb:Reference xlink:href="cid:payload@x"><eb:Description>RCMR_IN030000UK07</eb:Description></eb:Reference>
${references.join('\n')}</eb:Manifest></SOAP:Body></SOAP:Envelope>`
  const all: readonly Part[] = [
    { id: 'envelope@x', type: 'text/xml', encoding: '8bit', body: envelope },
    { id: 'payload@x', type: 'application/xml', encoding: '8bit', body: extract },
    ...parts,
  ]
  const body = all.map(
    one =>
      `--B1\r\nContent-Id: <${one.id}>\r\nContent-Type: ${one.type}\r\nContent-Transfer-Encoding: ${one.encoding}\r\n\r\n${one.body}\r\n`,
  )
  return `Content-Type: multipart/related; boundary="B1"\r\n\r\n${body.join('')}--B1--\r\n`
}

const reference = (href: string, name: string, more: string) =>
  `<eb:Reference xlink:href="${href}"><eb:Description>Filename="${name}" ContentType=text/plain ${more}</eb:Description></eb:Reference>`

async function load(whole: string) {
  return withFiles({ 'one.mime': whole }, async folder => {
    const { records, items, rejects } = await practice(gp2gp, 'X99004').load(join(folder, 'one.mime'))
    const attachments = items.flatMap(item => (item.kind === 'attachment' ? [item.attachment] : []))
    const [record] = records.values()
    return { documents: record?.documents ?? [], attachments, rejects }
  })
}

async function bytes({ content }: AttachmentItem): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of content()) pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}

test('a document finds its bytes by the file name of the manifest; base64 and gzip are undone (DOC-REF-06)', async () => {
  const [one, two] = [file(guid(), 'a letter.txt'), file(guid(), 'packed.txt')]
  const text = 'Dear Doctor\r\n'.repeat(20_000)
  const whole = ebxml(
    message({
      compositions: [
        composition([
          document(`file://localhost/${one.replace(' ', '%20')}`),
          document(`file://localhost/${two}`, 'unknown'),
        ]),
      ],
    }),
    [
      reference('cid:a1@x', one, 'Compressed=No LargeAttachment=No OriginalBase64=Yes'),
      reference('cid:a2@x', two, 'Compressed=Yes LargeAttachment=No OriginalBase64=No'),
    ],
    [
      { id: 'a1@x', type: 'text/plain; charset=utf-8', encoding: 'base64', body: Buffer.from(text).toString('base64') },
      { id: 'a2@x', type: 'Text/Plain', encoding: 'base64', body: gzipSync(text).toString('base64') },
    ],
  )
  const { documents, attachments, rejects } = await load(whole)
  expect(rejects).toEqual([])
  expect(documents.map(({ attachment, unavailable, title }) => ({ attachment, unavailable, title }))).toEqual([
    { attachment: one, unavailable: undefined, title: 'Letter from the clinic' },
    { attachment: two, unavailable: undefined, title: 'Letter from the clinic' },
  ])
  expect(documents.map(({ contentType }) => contentType)).toEqual(['text/plain', undefined])
  expect(attachments.map(({ key, name, contentType }) => ({ key, name, contentType }))).toEqual([
    { key: one, name: 'a letter.txt', contentType: 'text/plain' },
    { key: two, name: 'packed.txt', contentType: 'text/plain' },
  ])
  expect(await Promise.all(attachments.map(bytes))).toEqual([text, text])
})

test('a document without its bytes says why (DOC-REF-07)', async () => {
  const [large, missing] = [file(guid(), 'scan.tiff'), file(guid(), 'lost.txt')]
  const { documents, attachments } = await load(
    ebxml(
      message({
        compositions: [
          composition([
            document(`file://localhost/${large}`),
            document(`file://localhost/${missing}`),
            document(`file://localhost/AbsentAttachment${guid()}.txt`),
          ]),
        ],
      }),
      [reference('mid:8F67C905-CF8E-4A02-BCAC-9B1C5A87948F', large, 'Compressed=No LargeAttachment=Yes')],
      [],
    ),
  )
  expect(attachments).toEqual([])
  expect(documents.map(({ unavailable }) => unavailable)).toEqual([
    'The document was to follow the record in messages of its own, which are not read',
    'The document did not come with the record that was received',
    'The sending practice could not supply this document',
  ])
})

test('without a manifest the headers of the part, else its Content-ID, name the file; a second of the name is a reject', async () => {
  const name = file(guid(), 'x.txt')
  const part = { type: `text/plain; name="${name}"`, encoding: '7bit', body: 'x' }
  const whole = ebxml(
    message({ compositions: [composition([document(`file://localhost/${name}`), document('cid:b2@x')])] }),
    [],
    [
      { id: 'b1@x', ...part },
      { id: 'b2@x', type: 'text/plain', encoding: '7bit', body: 'y' },
      { id: 'b3@x', ...part },
    ],
  ).replace('<SOAP:Envelope', '<SOAP:Envelope <')
  const { documents, attachments, rejects } = await load(whole)
  expect(attachments.map(({ key }) => key)).toEqual(documents.map(({ attachment }) => attachment))
  expect(await Promise.all(attachments.map(bytes))).toEqual(['x', 'y'])
  expect(rejects).toMatchObject([{ column: 'attachment', reason: 'the message has another attachment of this name' }])
})
