import type { DocumentEntry, SourceName } from '@gpc/clinical'
import { describe, expect, test } from 'vitest'
import { documentBytes, joinDocuments } from './documents.ts'

const guid = 'D0000001-0000-4000-8000-00000000000A'
const document = (source: SourceName, attachment: string, more: Partial<DocumentEntry> = {}): DocumentEntry => ({
  source,
  key: `${source}:${attachment}`,
  confidentiality: 'none',
  type: { codings: [] },
  attachment,
  notes: [],
  ...more,
})

describe('joining', () => {
  test('a handed-over document with the id of the practice’s own is that one, whatever way the GUID is written', () => {
    for (const id of [guid, guid.toLowerCase(), `{${guid}}`]) {
      const own = document('emis', guid, { title: 'Own' })
      expect(joinDocuments([own, document('documents', id, { title: 'Given', created: '2024' })])).toEqual([
        { ...own, created: '2024' },
      ])
    }
  })

  test('DOC-REF-04 who wrote it comes with it, unless the practice’s own system says', () => {
    const given = document('documents', '1', { author: { kind: 'organisation', key: 'RX999' }, authorText: 'Hospital' })
    expect(joinDocuments([document('tpp', '1'), given])).toEqual([
      document('tpp', '1', {
        author: { kind: 'organisation', key: 'RX999', source: 'documents' },
        authorText: 'Hospital',
      }),
    ])
    const own = document('tpp', '1', { authorText: 'Dr Own' })
    expect(joinDocuments([own, given])).toEqual([own])
  })

  test('DOC-GEN-07 confidential in either is confidential', () => {
    const joined = joinDocuments([
      document('tpp', '1'),
      document('documents', '1', { confidentiality: 'confidential' }),
    ])
    expect(joined.map(one => one.confidentiality)).toEqual(['confidential'])
    const other = joinDocuments([document('tpp', '1', { confidentiality: 'confidential' }), document('documents', '1')])
    expect(other.map(one => one.confidentiality)).toEqual(['confidential'])
  })

  test('another id, and a document out of a message, stay apart', () => {
    const all = [document('emis', 'a'), document('gp2gp', 'b'), document('documents', 'b'), document('documents', 'c')]
    expect(joinDocuments(all)).toEqual(all)
  })

  test('several of the practice’s own with one id are all that document', () => {
    const own = [document('tpp', '1'), document('tpp', '1', { key: 'letter' })]
    expect(joinDocuments([...own, document('documents', '1')])).toEqual(own)
  })
})

describe('bytes', () => {
  const attachment = (source: SourceName, key: string, size = 1) => ({
    id: `${source} ${key}`,
    source,
    key,
    contentType: 'application/pdf',
    size,
  })

  test('a source’s own come before those that were handed over; another source’s never count', () => {
    const bytes = documentBytes([attachment('gp2gp', '1'), attachment('documents', '1'), attachment('gp2gp', '2')])
    expect(bytes.of('1', 'gp2gp')?.id).toBe('gp2gp 1')
    expect(bytes.of('1', 'emis')?.id).toBe('documents 1')
    expect(bytes.of('2', 'emis')).toBeUndefined()
  })

  test('DOC-REF-07 nothing in it is no content', () => {
    expect(documentBytes([attachment('gp2gp', '1', 0)]).of('1', 'gp2gp')).toBeUndefined()
  })

  test('DOC-GEN-07 bytes that a confidential document has too are confidential', () => {
    const bytes = documentBytes([
      attachment('documents', '1'),
      attachment('documents', '2'),
      attachment('documents', '3'),
    ])
    const all = [
      document('tpp', '1'),
      document('tpp', '1', { confidentiality: 'confidential' }),
      document('tpp', '2'),
      document('tpp', '3', { key: 'withheld by a rule' }),
      document('tpp', '4'),
    ]
    const withheld = [{ source: 'tpp' as const, key: 'withheld by a rule', reason: '' }]
    expect(bytes.served(all, withheld)).toEqual([
      { id: 'documents 1', confidential: true },
      { id: 'documents 2', confidential: false },
      { id: 'documents 3', confidential: true },
    ])
  })
})
