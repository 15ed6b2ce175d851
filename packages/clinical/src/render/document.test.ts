import { describe, expect, test } from 'vitest'
import { document, holding, observation, rendered, secret } from '../../test/record-sample.ts'
import { context, type Json } from '../../test/sample.ts'
import type { DocumentEntry } from '../model/document.ts'
import type { RenderContext } from './rendered.ts'

const stored: RenderContext = {
  ...context,
  organisation: (_source, key) => (key === 'hospital' ? 'Organization/h' : undefined),
  attachment: key => (key === 'file-1' ? { id: 'b1', contentType: 'application/pdf', size: 6_000_000 } : undefined),
}
const one = (fields: Partial<DocumentEntry>): Json =>
  rendered({ documents: [document('d', fields)] }, stored).resource('d')

test('DOC-REF-01 DOC-REF-02 DOC-REF-04 DOC-REF-11 the elements of a document, and no others', () => {
  expect(one({ created: '2025-12', attachment: 'file-1', notes: ['Scanned'] })).toEqual({
    resourceType: 'DocumentReference',
    id: expect.any(String),
    meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-DocumentReference-1'] },
    identifier: [{ system: expect.stringContaining('/emis/A81001'), value: 'd' }],
    status: 'current',
    type: { text: 'Letter' },
    subject: { reference: 'Patient/p' },
    created: '2025-12',
    indexed: '2026-01-12T09:12:31+00:00',
    custodian: { reference: expect.stringMatching(/^Organization\//) },
    description: 'Clinic letter\nScanned',
    content: [{ attachment: { contentType: 'application/pdf', url: '{documents}/Binary/b1', size: 6_000_000 } }],
  })
})

describe('DOC-REF-06 DOC-REF-07 without bytes it is a placeholder that says why', () => {
  test.each<[string, Partial<DocumentEntry>, object]>([
    [
      'the source says it',
      { attachment: 'gone', unavailable: 'Deleted', contentType: 'image/tiff', size: 7 },
      { title: 'Deleted', contentType: 'image/tiff', size: 7 },
    ],
    ['nothing is known', {}, { title: 'The content of this document is not held by the providing system' }],
  ])('%s', (_, fields, expected) => {
    const [{ attachment }] = one(fields).content
    expect(attachment).toMatchObject(expected)
    expect(attachment.url).toBeUndefined()
  })

  test('of which nothing is known, it has no bytes of no particular type', () => {
    const [{ attachment }] = one({}).content
    expect(attachment).toMatchObject({ contentType: 'application/octet-stream', size: 0 })
  })
})

test('FND-RES-12 a document of which the patient must not know says so, and no other does', () => {
  expect(one({ confidentiality: 'nopat' }).meta.security).toMatchObject([{ code: 'NOPAT' }])
  expect(one({}).meta.security).toBeUndefined()
})

test('DOC-REF-02 a day is indexed at its beginning; a year is not made more exact', () => {
  expect(one({ recorded: '2025-07-01' }).indexed).toBe('2025-07-01T00:00:00+01:00')
  const found = one({ recorded: '2025' })
  expect([found.indexed, found.description]).toEqual([undefined, 'Clinic letter\nAdded: 2025'])
})

test('DOC-REF-04 the author: somebody known, or in words', () => {
  expect(one({ author: { kind: 'organisation', key: 'hospital' } }).author).toEqual([{ reference: 'Organization/h' }])
  expect(one({ author: { kind: 'staff', key: 'nurse' } }).author[0].reference).toMatch(/^Practitioner\//)
  expect(one({ author: { kind: 'staff', key: 'gone' }, authorText: 'Dr Who' }).author).toEqual([{ display: 'Dr Who' }])
  expect(one({}).author).toBeUndefined()
})

test('DOC-REF-10 consultation, setting and what it belongs to; what is withheld is not named (STR-ERR-10)', () => {
  const found = rendered({
    documents: [
      document('d', {
        encounter: 'c',
        practiceSetting: { codings: [], text: 'Cardiology' },
        related: ['referral in', 'x', 'gone'],
      }),
    ],
    observations: [observation('referral in'), observation('x', secret)],
    consultations: [holding('c', 'd')],
  })
  expect(found.resource('d').context).toEqual({
    encounter: { reference: found.ref('c') },
    practiceSetting: { text: 'Cardiology' },
    related: [{ ref: { reference: found.ref('referral in') } }],
  })
  const [resource] = found.group('d')?.resources ?? []
  expect(resource?.refs).toEqual(expect.arrayContaining([found.ref('c'), found.ref('referral in')]))
})

test('DOC-SRCH-04 it counts on the day that it was written, else added', () => {
  const days = (fields: Partial<DocumentEntry>) => {
    const { from, to } = rendered({ documents: [document('d', fields)] }).group('d') ?? {}
    return [from, to]
  }
  expect(days({ created: '2025-02' })).toEqual(['2025-02-01', '2025-02-28'])
  expect(days({})).toEqual(['2026-01-12', '2026-01-12'])
})

test('DOC-GEN-07 STR-ERR-09 a confidential one is withheld', () => {
  const found = rendered({ documents: [document('d', secret)] }).area('documents')
  expect(found).toMatchObject({ groups: [], withheld: [{ key: 'd', reason: 'marked as confidential' }] })
})
