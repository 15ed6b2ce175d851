import { codeSystems } from '@gpc/fhir'
import { describe, expect, test } from 'vitest'
import { document, holding, observation, problem, rendered, secret } from '../../test/record-sample.ts'
import { context, type Json } from '../../test/sample.ts'
import type { ClinicalEntries } from '../model/record.ts'
import type { Referral } from '../model/referral.ts'

const cardiology = { system: codeSystems.snomed, code: '183519002', display: 'Referral to cardiology service' }
const referral = (fields: Partial<Referral> = {}): Referral => ({
  source: 'emis',
  key: 'R',
  confidentiality: 'none',
  recorded: '2026-01-12T09:12:31+00:00',
  recorder: 'gp',
  reason: { codings: [cardiology] },
  date: '2026-01-10',
  notes: [],
  ...fields,
})
const hospital = { ...context, organisation: () => 'Organization/hospital' }
const render = (fields: Partial<Referral> = {}, others: Partial<ClinicalEntries> = {}) =>
  rendered({ referrals: [referral(fields)], ...others }, hospital)
const one = (fields: Partial<Referral> = {}): Json => render(fields).resource('R')

test('STR-REF-01 STR-REF-03 STR-REF-04 the main code is the reason; status and intent are fixed', () => {
  expect(one()).toMatchObject({
    resourceType: 'ReferralRequest',
    meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-ReferralRequest-1'] },
    status: 'unknown',
    intent: 'order',
    reasonCode: [{ coding: [cardiology] }],
  })
  expect(one().serviceRequested).toBeUndefined()
})

test('STR-REF-02 STR-DATE-02 the date that the user entered; one without a date always counts', () => {
  expect(one().authoredOn).toBe('2026-01-10')
  expect(render().group('R')).toMatchObject({ from: '2026-01-10', to: '2026-01-10' })
  expect(render({ date: '2025' }).group('R')).toMatchObject({ from: '2025-01-01', to: '2025-12-31' })
  const { date: _date, ...rest } = referral()
  const undated = rendered({ referrals: [rest] })
  expect(undated.group('R')).toMatchObject({ from: '', to: '' })
  expect(undated.resource('R').note).toEqual([{ text: 'Recorded: 12-Jan-2026' }])
})

test('STR-COM-10 one without a SNOMED CT code has the degrade code before its own, and its words', () => {
  const read = { system: codeSystems.readV2, code: '8H44.', display: 'Cardiological referral' }
  expect(one({ reason: { codings: [read] } }).reasonCode).toEqual([
    { coding: [expect.objectContaining({ code: '196431000000106' }), read], text: 'Cardiological referral' },
  ])
  expect(one({ reason: { codings: [], text: 'Heart' } }).reasonCode[0].text).toBe('Heart')
})

test('STR-REF-04 a cancelled one says so in its note, as the profile fixes the status', () => {
  expect(one({ cancelled: true, notes: ['Outcome: none'] })).toMatchObject({
    status: 'unknown',
    note: [{ text: 'Status: Cancelled\nOutcome: none' }],
  })
})

test('STR-REF-05 STR-REF-06 priority and booking number', () => {
  expect(one({ priority: 'asap', ubrn: '000000000000' })).toMatchObject({
    priority: 'asap',
    identifier: [{ value: 'R' }, { system: 'https://fhir.nhs.uk/Id/UBRN', value: '000000000000' }],
  })
})

describe('STR-REF-07 STR-REF-08 who', () => {
  test('the responsible clinician, else who recorded it', () => {
    expect(one().requester.agent.reference).toMatch(/^Practitioner\//)
    expect(one({ clinician: 'nurse' }).requester).not.toEqual(one().requester)
  })

  test('on behalf of the organisation that they work for, where it is not the practice', () => {
    const employer = (_source: string, key: string) => (key === 'nurse' ? 'Organization/clinic' : undefined)
    const by = (clinician: string) =>
      rendered({ referrals: [referral({ clinician })] }, { ...hospital, employer }).group('R')?.resources[0]
    expect(JSON.parse(by('nurse')?.json ?? '').requester.onBehalfOf).toEqual({ reference: 'Organization/clinic' })
    expect(by('nurse')?.refs).toContain('Organization/clinic')
    expect(JSON.parse(by('gp')?.json ?? '').requester.onBehalfOf).toBeUndefined()
  })

  test('recipients that the directory has; the others are told', () => {
    const recipients = [
      { kind: 'organisation', key: 'hospital' },
      { kind: 'staff', key: 'nobody' },
    ] as const
    const found = render({ recipients })
    expect(found.resource('R')).toMatchObject({
      recipient: [{ reference: 'Organization/hospital' }],
      note: [{ text: 'Recipient: somebody that the practice has no details of' }],
    })
    expect(found.group('R')?.resources[0]?.refs).toContain('Organization/hospital')
  })
})

test('STR-REF-09 STR-REF-10 STR-REF-11 letters and observations go with it, problems and what is withheld do not', () => {
  const found = render(
    { encounter: 'C', supporting: ['D', 'O', 'S', 'P', 'gone'], description: 'Palpitations' },
    {
      consultations: [holding('C', 'R')],
      documents: [document('D')],
      observations: [observation('O'), observation('S', secret)],
      problems: [problem('P')],
    },
  )
  expect(found.resource('R')).toMatchObject({
    context: { reference: found.ref('C') },
    description: 'Palpitations',
    supportingInfo: [{ reference: found.ref('D') }, { reference: found.ref('O') }],
  })
  expect(found.resource('R').reasonReference).toBeUndefined()
})

test('STR-ERR-09 STR-WARN-06 a confidential one is withheld', () => {
  const { groups, withheld } = render(secret).area('referrals')
  expect([groups, withheld]).toEqual([[], [{ source: 'emis', key: 'R', reason: 'marked as confidential' }]])
})
