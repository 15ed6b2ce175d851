/** Every clinical area, as a person reads it. */
import { readRecord } from '@gpc/client'
import { extensions, type Resource } from '@gpc/fhir'
import { expect, test } from 'vitest'
import { grid } from './layout.ts'
import { printRecord } from './print.ts'
import { type AreaName, areaNames } from './queries.ts'

const sct = 'http://snomed.info/sct'
const subject = { reference: 'Patient/p' }
const coded = (code: string, display: string) => ({ coding: [{ system: sct, code, display }] })
const ref = (reference: string) => ({ reference })
const list = (code: string, references: readonly string[], more: object = {}) => ({
  resourceType: 'List',
  status: 'current',
  mode: 'snapshot',
  code: coded(code, 'x'),
  subject,
  entry: references.map(reference => ({ item: { reference } })),
  ...more,
})
const confidential = {
  extension: [{ url: extensions.listWarningCode, valueCode: 'confidential-items' }],
  note: [{ text: 'Items excluded due to confidentiality and/or patient preferences.' }],
}

function print(
  resources: readonly (Resource & Readonly<Record<string, unknown>>)[],
  asked: readonly AreaName[] = areaNames,
): string {
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map(resource => ({ resource })),
  } as const
  const answer = { record: readRecord(bundle, 't'), asked: new Set(asked) }
  return printRecord([answer], { ods: 'A99001', at: Date.UTC(2026, 10, 23) }, (_, text) => text, 100)
}

/** What stands below a heading. */
function section(text: string, title: string): string {
  const [, rest = ''] = text.split(new RegExp(`^${title}.*$`, 'm'))
  return rest.split(/\n\n(?=[A-Z][A-Z ,:]+\()/)[0] ?? ''
}

const observation = (id: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: id },
  effectiveDateTime: '2026-03-01',
  ...more,
})

test('STR-IMM-20 vaccinations that were not given stand apart and say so', () => {
  const vaccination = (id: string, notGiven: boolean, more: object = {}) => ({
    resourceType: 'Immunization',
    id,
    status: 'completed',
    notGiven,
    vaccineCode: { text: id },
    patient: subject,
    date: '2026-02-01',
    ...more,
  })
  const text = print([
    list('1102181000000102', ['Immunization/MMR', 'Immunization/Flu', 'Observation/Consent']),
    vaccination('MMR', false, { lotNumber: 'B1', vaccinationProtocol: [{ doseSequence: 2, seriesDoses: 2 }] }),
    vaccination('Flu', true, { explanation: { reasonNotGiven: [{ text: 'Unwell' }] } }),
    observation('Consent'),
  ])
  expect(section(text, 'VACCINATIONS GIVEN')).toMatch(/01-Feb-2026 MMR\n {4}dose 2 of 2, batch B1/)
  expect(section(text, 'VACCINATIONS GIVEN')).not.toContain('Flu')
  expect(section(text, 'VACCINATIONS NOT GIVEN')).toMatch(/NOT GIVEN: Flu\n {4}reason: Unwell/)
  expect(section(text, 'VACCINATIONS: CONSENT')).toContain('Consent')
})

test('STR-ERR-09, STR-WARN-12 what is withheld is said to be, where it would stand', () => {
  const text = print([list('717711000000103', [], confidential)])
  expect(section(text, 'ACTIVE PROBLEMS')).toContain('WITHHELD: there are entries that the practice does not give out.')
  expect(text).toContain('WARNING: this record may not be complete')
})

test('STR-CFG-08 an area that is switched off, or for which no list came, says so', () => {
  const outcome = {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'warning',
        code: 'not-supported',
        details: { text: 'includeReferrals has been disabled' },
        diagnostics: 'includeReferrals',
      },
    ],
  }
  const text = print([outcome, list('714311000000108', [])])
  expect(section(text, 'REFERRALS')).toContain('NOT RETURNED: the practice says "includeReferrals has been disabled".')
  expect(section(text, 'CONSULTATIONS')).toContain('NOT RETURNED: the practice sent no list of these.')
})

test('STR-PAR-28, STR-CON-24 an area that was not asked for is not shown, or said to be what links brought', () => {
  const problem = { resourceType: 'Condition', id: 'c', clinicalStatus: 'active', code: { text: 'Asthma' }, subject }
  const text = print([problem, list('1149501000000101', [])], ['consultations'])
  expect(text).toContain('ACTIVE PROBLEMS (1, by links only: not all that there is)')
  expect(text).not.toContain('ALLERGIES')
})

test('STR-PAR-27 a medicine that only a link brought is shown with the others', () => {
  const text = print([
    list('933361000000108', []),
    list('1149501000000101', []),
    { resourceType: 'Medication', id: 'm', code: { text: 'Methotrexate 2.5mg tablets' } },
    {
      resourceType: 'MedicationStatement',
      id: 's',
      status: 'active',
      taken: 'unk',
      subject,
      medicationReference: ref('Medication/m'),
    },
  ])
  expect(section(text, 'CURRENT MEDICINES')).toContain('Methotrexate 2.5mg tablets')
})

test('STR-CON-05, STR-CON-07, STR-CON-23 a consultation with its sections, in their order', () => {
  const within = { encounter: ref('Encounter/e') }
  const text = print([
    list('1149501000000101', ['Encounter/e']),
    {
      resourceType: 'Encounter',
      id: 'e',
      status: 'unknown',
      type: [{ text: 'Home visit' }],
      period: { start: '2026-03-01T10:00:00+00:00' },
      participant: [{ type: [coded('PPRF', 'p')], individual: ref('Practitioner/d') }],
    },
    { resourceType: 'Practitioner', id: 'd', name: [{ prefix: ['Dr'], family: 'Who' }] },
    list('325851000000107', ['List/t'], within),
    list('25851000000105', ['List/h'], { id: 't', title: 'Cough', ...within }),
    {
      ...list('24781000000107', ['Observation/Sputum', 'Observation/c'], { id: 'h', title: 'History', ...within }),
      entry: [
        { item: ref('Observation/c') },
        { item: { display: 'Referral items have been disabled' } },
        { item: ref('Observation/BP') },
      ],
    },
    observation('c', { code: coded('37331000000100', 'Comment note'), comment: 'Three weeks of it' }),
    observation('BP', {
      code: coded('163020007', 'O/E - BP reading'),
      component: [
        { code: coded('72313002', 's'), valueQuantity: { value: 120 } },
        { code: coded('1091811000000102', 'd'), valueQuantity: { value: 75 } },
      ],
    }),
  ])
  expect(section(text, 'CONSULTATIONS')).toMatch(
    /01-Mar-2026 Home visit DRAFT\n {4}Dr Who\n {4}Cough\n {6}History:\n {6}· Three weeks of it\n {6}· Referral items have been disabled\n {6}· O\/E - BP reading: 120\/75 mmHg/,
  )
  expect(text).not.toContain('OTHER ENTRIES, BY LINKS')
})

test('STR-INV-17 a report with the notes of every level, and results in columns', () => {
  const text = print([
    list('887191000000108', ['DiagnosticReport/r']),
    {
      resourceType: 'DiagnosticReport',
      id: 'r',
      status: 'final',
      code: coded('721981007', 'Diagnostic studies report'),
      issued: '2026-03-02T10:00:00+00:00',
      conclusion: 'Iron deficiency',
      specimen: [ref('Specimen/s')],
      result: [ref('Observation/FBC')],
    },
    { resourceType: 'Specimen', id: 's', type: { text: 'Blood' }, subject, note: [{ text: 'Haemolysed' }] },
    observation('FBC', { comment: 'Group note', related: [{ type: 'has-member', target: ref('Observation/Hb') }] }),
    observation('Hb', {
      valueQuantity: { value: 95, unit: 'g/L' },
      interpretation: { text: 'Low' },
      referenceRange: [{ low: { value: 115, unit: 'g/L' }, high: { value: 165, unit: 'g/L' } }],
      comment: 'Result note',
    }),
    observation('f', {
      code: coded('37331000000100', 'Comment note'),
      comment: 'Seen',
      related: [{ type: 'derived-from', target: ref('Observation/Hb') }],
    }),
  ])
  const report = section(text, 'INVESTIGATIONS')
  expect(report).toMatch(/02-Mar-2026 FBC/)
  expect(report).toMatch(/Hb {2}95 g\/L \[Low\] {2}115–165 g\/L/)
  for (const note of ['Haemolysed', 'Group note', 'Result note', 'Seen', 'Iron deficiency'])
    expect(report).toContain(note)
})

test('STR-DRY-08, STR-REF-12 plans are not done, referrals say no more than that they were made', () => {
  const text = print([
    list('714311000000108', ['ProcedureRequest/d']),
    list('792931000000107', ['ReferralRequest/r']),
    {
      resourceType: 'ProcedureRequest',
      id: 'd',
      status: 'active',
      intent: 'plan',
      code: { text: 'Blood pressure taken' },
      occurrenceDateTime: '2027-01',
      subject,
    },
    {
      resourceType: 'ReferralRequest',
      id: 'r',
      status: 'unknown',
      intent: 'order',
      reasonCode: [{ text: 'Cardiology' }],
      authoredOn: '2026-01-02',
      subject,
    },
  ])
  expect(text).toContain('PLANNED (1, none of it is done)')
  expect(section(text, 'PLANNED')).toMatch(/Jan-2027 {2}Blood pressure taken/)
  expect(text).toContain('REFERRALS (1, sent; whether the recipient is involved now is not said)')
})

test('STR-DOC-04 documents are named with size, type and origin, and why one cannot be had', () => {
  const text = print([
    {
      resourceType: 'DocumentReference',
      id: 'd',
      status: 'current',
      type: { text: 'Letter' },
      created: '2026-01-01',
      author: [{ display: 'Hospital' }],
      content: [
        { attachment: { contentType: 'application/pdf', size: 6_000_000, title: 'It exceeds the size limit' } },
      ],
    },
  ])
  expect(section(text, 'DOCUMENTS')).toMatch(/01-Jan-2026 {2}Letter {2}Hospital {2}It exceeds the size limit/)
})

test('the same warning of several areas is told once, with all of them', () => {
  const text = print([
    list('717711000000103', [], { title: 'Problems', ...confidential }),
    list('714311000000108', [], { title: 'Recalls', ...confidential }),
  ])
  expect(text).toContain('WARNING: this record')
  expect(text).toContain('! Problems; Recalls: Items excluded')
})

test('a table wraps its cells, keeps to its width and leaves out empty columns', () => {
  const rows = [
    ['01-Jan-2026', 'word '.repeat(30), '', '5'],
    ['02-Jan-2026', 'short', '', '6 mmol/L'],
  ]
  const lines = grid(rows, 50, '  ')
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(50)
  expect(lines.join(' ').match(/word/g)).toHaveLength(30)
  expect(lines.at(-1)).toMatch(/^ {2}02-Jan-2026 {2}short +6 mmol\/L$/)
})

test('STR-CONS-02 it says what was asked for, of whom, and when', () => {
  expect(print([], ['allergies', 'medication'])).toMatch(
    /From A99001, 23-Nov-2026 at 00:00\. Trace id t\.\n {2}Asked for: allergies, medication\./,
  )
  expect(print([])).toContain('Asked for: all areas.')
})
