import { expect, test } from 'vitest'
import type { SourceRow } from '../contract.ts'
import { documents } from './index.ts'

function assembled(columns: SourceRow['columns']) {
  const row = { table: 'Document', key: 'd1', owner: 'p1', shared: false, columns: { DocumentId: 'd1', ...columns } }
  return documents.assemble({ owner: 'p1', table: name => (name === 'Document' ? [row] : []) }, () => [], 'A99001')
}

test('DOC-REF-03 DOC-REF-04 DOC-REF-05 everything that a row says', () => {
  const record = assembled({
    Title: 'Letter',
    TypeCode: '820291000000107',
    TypeText: 'Infectious disease notification',
    Created: '2024-05',
    Added: '2024-06-02 09:30',
    AuthorOds: 'rx999',
    AuthorName: 'Hospital',
    ContentType: 'application/pdf',
  })
  expect(record.documents).toEqual([
    {
      source: 'documents',
      key: 'Document:d1',
      confidentiality: 'none',
      type: {
        codings: [{ system: 'http://snomed.info/sct', code: '820291000000107' }],
        text: 'Infectious disease notification',
      },
      attachment: 'd1',
      title: 'Letter',
      created: '2024-05',
      recorded: '2024-06-02T09:30:00+01:00',
      author: { kind: 'organisation', key: 'RX999' },
      authorText: 'Hospital',
      contentType: 'application/pdf',
      notes: [],
    },
  ])
  expect(record.organisations).toEqual([
    { source: 'documents', key: 'RX999', ods: 'RX999', name: 'Hospital', contacts: [] },
  ])
})

test.each([
  [undefined, 'none'],
  ['FALSE', 'none'],
  ['True', 'confidential'],
  ['what it was before', 'confidential'],
])('DOC-GEN-07 Confidential %s is %s', (Confidential, confidentiality) => {
  const [one] = assembled(Confidential === undefined ? {} : { Confidential }).documents
  expect(one?.confidentiality).toBe(confidentiality)
})

test('a row with an id alone is a document of which nothing is known', () => {
  const record = assembled({})
  expect(record.documents).toEqual([
    {
      source: 'documents',
      key: 'Document:d1',
      confidentiality: 'none',
      type: { codings: [] },
      attachment: 'd1',
      notes: [],
    },
  ])
  expect(record.organisations).toEqual([])
})
