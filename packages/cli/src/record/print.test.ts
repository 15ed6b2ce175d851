import { readRecord } from '@gpc/client'
import { extensions, identifiers, type Resource, valueSystems } from '@gpc/fhir'
import { expect, test } from 'vitest'
import { printRecord } from './print.ts'
import { type AreaName, areaNames } from './queries.ts'
import { age } from './words.ts'

const patient = {
  resourceType: 'Patient',
  id: 'p',
  identifier: [{ system: identifiers.nhsNumber, value: '9990000018' }],
  name: [{ use: 'official', family: "O'Hara", given: ['Siân', 'Mary'], prefix: ['Mrs'] }],
  gender: 'female',
  birthDate: '1970-03-09',
}
const subject = { reference: 'Patient/p' }
const snomed = (code: string) => ({ coding: [{ system: 'http://snomed.info/sct', code }] })

const allergy = (id: string, text: string, more: object = {}) => ({
  resourceType: 'AllergyIntolerance',
  id,
  clinicalStatus: 'active',
  verificationStatus: 'unconfirmed',
  code: { text },
  patient: subject,
  ...more,
})

const list = (title: string, code: string, references: readonly string[], more: object = {}) => ({
  resourceType: 'List',
  status: 'current',
  mode: 'snapshot',
  title,
  code: snomed(code),
  subject,
  entry: references.map(reference => ({ item: { reference } })),
  ...more,
})

function medicine(
  id: string,
  text: string,
  status: string,
  period: object,
  planMore: object = {},
  statementMore: object = {},
) {
  return [
    { resourceType: 'Medication', id: `${id}-m`, code: { text } },
    {
      resourceType: 'MedicationRequest',
      id,
      intent: 'plan',
      status,
      medicationReference: { reference: `Medication/${id}-m` },
      subject,
      dispenseRequest: { quantity: { value: 28, unit: 'tablet' } },
      ...planMore,
    },
    {
      resourceType: 'MedicationStatement',
      id: `${id}-s`,
      basedOn: [{ reference: `MedicationRequest/${id}` }],
      status,
      medicationReference: { reference: `Medication/${id}-m` },
      subject,
      taken: 'unk',
      effectivePeriod: period,
      dosage: [{ text: 'One a day', patientInstruction: 'With food' }],
      extension: [{ url: extensions.lastIssueDate, valueDateTime: '2026-11-03' }],
      ...statementMore,
    },
  ]
}

function print(
  resources: readonly Resource[],
  columns = 100,
  paint = (_: unknown, text: string) => text,
  asked: readonly AreaName[] = areaNames,
): string {
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map(resource => ({ resource })),
  } as const
  const from = { ods: 'A99001', at: Date.UTC(2026, 10, 23, 10, 4) }
  return printRecord([{ record: readRecord(bundle, 'a-trace-id'), asked: new Set(asked) }], from, paint, columns)
}

test('the banner says who it is, and from where and when it came', () => {
  const text = print([patient])
  expect(text).toContain("O'HARA, Siân Mary (Mrs)")
  expect(text).toContain('Born 09-Mar-1970 (56 y), gender female, NHS No. 999 000 0018')
  expect(text).toContain('From A99001, 23-Nov-2026 at 10:04. Trace id a-trace-id')
})

test('STR-WARN-12 warnings stand before anything clinical', () => {
  const warned = list('Allergies and adverse reactions', '886921000000105', ['AllergyIntolerance/a'], {
    extension: [{ url: extensions.listWarningCode, valueCode: 'confidential-items' }],
    note: [{ text: 'Items excluded due to confidentiality and/or patient preferences.' }],
  })
  const text = print([patient, warned, allergy('a', 'Penicillin')])
  expect(text).toContain('WARNING: this record may not be complete')
  expect(text.indexOf('Items excluded due to confidentiality')).toBeLessThan(text.indexOf('ALLERGIES (1)'))
})

test('STR-ALG-24 an ended allergy is shown apart from the active ones', () => {
  const ended = allergy('b', 'Latex', {
    clinicalStatus: 'resolved',
    extension: [
      {
        url: extensions.allergyEnd,
        extension: [
          { url: 'endDate', valueDateTime: '2020-05' },
          { url: 'reasonEnded', valueString: 'Tolerated' },
        ],
      },
    ],
  })
  const grave = { criticality: 'high', reaction: [{ severity: 'severe', manifestation: [{ text: 'Anaphylaxis' }] }] }
  const text = print([patient, allergy('a', 'Penicillin', grave), ended])
  const [active = '', over = ''] = text.split('ENDED ALLERGIES (1, no longer active)')
  expect(active).toContain('Penicillin')
  expect(active).toContain('severe, life-threatening')
  expect(active).toContain('Reaction: Anaphylaxis')
  expect(over).toContain('ENDED May-2020, reason: Tolerated')
})

test('an empty list says what the practice says of it, which is not "none"', () => {
  const empty = list('Allergies and adverse reactions', '886921000000105', [], {
    emptyReason: { text: 'No Content Recorded' },
    note: [{ text: 'Information not available' }],
  })
  expect(print([patient, empty])).toContain('Information not available; No Content Recorded')
})

test('current medicines come before past ones, each with dose, quantity, last issue and what became of it', () => {
  const stop = {
    extension: [
      {
        url: extensions.statusReason,
        extension: [
          { url: 'statusReason', valueCodeableConcept: { text: 'Ankle swelling' } },
          { url: 'statusChangeDate', valueDateTime: '2021-06-30' },
        ],
      },
    ],
  }
  const agency = {
    extension: [
      {
        url: extensions.prescribingAgency,
        valueCodeableConcept: {
          coding: [{ system: valueSystems.prescribingAgency, code: 'prescribed-by-another-organisation' }],
          text: 'Hospital',
        },
      },
    ],
  }
  const text = print([
    patient,
    ...medicine('old', 'Felodipine 5mg tablets', 'stopped', { start: '2020-01-01', end: '2021-06-30' }, stop),
    ...medicine('older', 'Amoxicillin 500mg capsules', 'completed', { start: '2019-01-01', end: '2019-01-07' }),
    ...medicine('now', 'Amlodipine 5mg tablets', 'active', { start: '2021-07-01' }, {}, agency),
    ...medicine('odd', 'Warfarin 1mg tablets', 'on-hold', { start: '2021-07-01' }),
  ])
  const [current = '', past = ''] = text.split('PAST MEDICINES (2, latest first)')
  expect(current).toMatch(
    /Amlodipine 5mg tablets\n {4}One a day – With food\n {4}28 tablet, since 01-Jul-2021, HOSPITAL/,
  )
  expect(current).toMatch(/Warfarin 1mg tablets\n.*\n {4}ON-HOLD, 28 tablet, last issued 03-Nov-2026/)
  expect(past).toMatch(/Felodipine.*STOPPED, stopped 30-Jun-2021: Ankle swelling.*Amoxicillin/s)
})

test('texts from outside neither drive the terminal nor run out of its width', () => {
  const text = print(
    [patient, allergy('a', 'Bee\u001b]0;title\u0007 sting', { note: [{ text: 'word '.repeat(200) }] })],
    60,
  )
  expect(text).not.toMatch(/[^\n\P{Cc}]/u)
  expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(60)
})

test('a grave allergy is red', () => {
  const painted = print([patient, allergy('a', 'Nuts', { criticality: 'high' })], 100, (style, text) =>
    Array.isArray(style) ? `<${style.join(' ')}>${text}` : text,
  )
  expect(painted).toContain('<bold red>  Nuts')
})

test.each([
  ['1970-11-23', 56],
  ['1970-11-24', 55],
  ['1970', undefined],
])('somebody born on %s is %s', (born, years) => expect(age(born, '2026-11-23T10:00:00+00:00')).toBe(years))
