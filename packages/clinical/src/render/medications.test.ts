import { describe, expect, test } from 'vitest'
import {
  aspirin,
  context,
  extension,
  issue,
  type Json,
  medicine,
  on,
  parsed,
  patientRef,
  plan,
  resources,
} from '../../test/sample.ts'
import type { MedicationIssue, MedicationPlan, PrescriptionType } from '../model/medication.ts'
import { noLinks } from './links.ts'
import { renderMedications } from './medications.ts'

const render = (...plans: readonly MedicationPlan[]) => renderMedications(plans, context, patientRef, noLinks)
const one = (fields: Partial<MedicationPlan> = {}) => medicine(render(plan(fields)))
const issued = (fields: Partial<MedicationIssue> = {}) => issue({ issued: '2026-01-05', ...fields })

test('STR-MED-01 STR-MED-02 STR-MED-03 a statement based on a plan, an order based on it, and their medicine', () => {
  const area = render(plan({ issues: [issued()] }))
  const { statement, plan: request, orders } = medicine(area)
  expect(area.groups[0]?.entry).toBe(`MedicationStatement/${statement.id}`)
  expect(statement).toMatchObject({
    id: `${request.id}-MS`,
    basedOn: [{ reference: `MedicationRequest/${request.id}` }],
  })
  expect(request).toMatchObject({ intent: 'plan' })
  expect(request.basedOn).toBeUndefined()
  expect(orders).toMatchObject([{ intent: 'order', basedOn: statement.basedOn }])
  const medication = area.shared[0]?.ref
  for (const found of [statement, request, ...orders]) expect(found.medicationReference.reference).toBe(medication)
  expect(area.groups[0]?.resources.map(found => found.issue ?? false)).toEqual([false, false, true])
})

test('STR-MED-05 what was never issued has no order', () => {
  expect(one().orders).toEqual([])
})

test('STR-OP-13 the same medicine is one Medication; another name is another', () => {
  const named = { codings: [...aspirin.codings], text: 'ASPIRIN tabs' }
  const area = render(
    plan({ key: 'a' }),
    plan({ key: 'b' }),
    plan({ key: 'c', drug: aspirin }),
    plan({ key: 'd', drug: named }),
  )
  expect(area.shared.map(({ ref }) => ref.split('/')[0])).toEqual(['Medication', 'Medication', 'Medication'])
})

describe('STR-MED-02 STR-OP-16 priorPrescription', () => {
  test('the replaced plan is shared, newest first, so that it comes along whatever is filtered', () => {
    const area = render(plan({ key: 'a' }), plan({ key: 'b', replaces: 'a' }), plan({ key: 'c', replaces: 'b' }))
    const requests = resources(area).filter(found => found.intent === 'plan')
    const byKey = new Map<string, Json>(requests.map(found => [found.identifier[0].value, found]))
    expect(byKey.get('c').priorPrescription.reference).toBe(`MedicationRequest/${byKey.get('b').id}`)
    expect(byKey.get('b').priorPrescription.reference).toBe(`MedicationRequest/${byKey.get('a').id}`)
    const sharedPlans = area.shared
      .filter(({ ref }) => ref.startsWith('MedicationRequest/'))
      .map(({ json }) => parsed(json).identifier[0].value)
    expect(sharedPlans).toEqual(['b', 'a'])
    const [first] = area.groups
    expect(first?.resources.map(({ ref }) => ref.split('/')[0])).toEqual(['MedicationStatement'])
    expect(first?.resources[0]?.refs).toContain(`MedicationRequest/${byKey.get('a').id}`)
  })

  test.each([
    ['is not in the record', 'gone'],
    ['is the plan itself', 'a'],
  ])('none where what it names %s', (_, replaces) => {
    expect(medicine(render(plan({ key: 'a', replaces }))).plan.priorPrescription).toBeUndefined()
  })

  test('STR-ERR-10 none to a confidential plan', () => {
    const area = render(plan({ key: 'a', confidentiality: 'confidential' }), plan({ key: 'b', replaces: 'a' }))
    expect(medicine(area).plan.priorPrescription).toBeUndefined()
  })

  test('a circle is cut', () => {
    const area = render(plan({ key: 'a', replaces: 'b' }), plan({ key: 'b', replaces: 'a' }))
    expect(resources(area).filter(found => found.priorPrescription !== undefined)).toHaveLength(1)
  })
})

describe('STR-MED-14 the last issue', () => {
  const issues = [
    issued({ key: '1' }),
    issued({ key: '2', issued: '2026-02-05T09:00:00+00:00' }),
    issued({ key: '3', issued: '2026-03-01', status: 'cancelled' }),
  ]
  test.each<[string, Partial<MedicationPlan>, string | undefined]>([
    ['is the latest that was not cancelled', {}, '2026-02-05'],
    ['is not told of repeat dispensing', { type: 'repeat-dispensing' }, undefined],
    ['is not told of what is prescribed elsewhere', { agency: 'prescribed-by-another-organisation' }, undefined],
  ])('%s', (_, fields, day) => {
    expect(extension(one({ ...fields, issues }).statement, 'MedicationStatementLastIssueDate')?.valueDateTime).toBe(day)
  })
})

test('STR-MED-15 STR-MED-08 the agency, with what more is known; from elsewhere it always comes', () => {
  const area = render(plan({ agency: 'prescribed-by-another-organisation', agencyText: 'Dental practice' }))
  const found = extension(medicine(area).statement, 'PrescribingAgency').valueCodeableConcept
  expect(found).toMatchObject({ coding: [{ code: 'prescribed-by-another-organisation' }], text: 'Dental practice' })
  expect(area.groups[0]?.always).toBe(true)
  expect(render(plan()).groups[0]).not.toHaveProperty('always')
})

test('STR-MED-16 STR-MED-17 STR-MED-30 a course that ends is active until its last day, and both forms are there', () => {
  const [group] = render(plan({ type: 'acute', authorised: '2026-03-01', end: '2026-03-12' })).groups
  for (const found of group?.resources ?? []) {
    const now = parsed(found.json)
    const later = parsed(found.later?.json ?? 'null')
    expect([now.status, found.later?.from, later.status]).toEqual(['active', '2026-03-13', 'completed'])
    const spell = (resource: Json) => resource.effectivePeriod ?? resource.dispenseRequest.validityPeriod
    expect([spell(now), spell(later)]).toEqual([{ start: '2026-03-01' }, { start: '2026-03-01', end: '2026-03-12' }])
  }
  expect(group).toMatchObject({ from: '2026-03-01', to: '2026-03-12' })
})

test('STR-MED-16 the later form is what is rendered on that day', () => {
  const entry = plan({
    type: 'acute',
    authorised: '2026-03-01',
    end: '2026-03-12',
    issues: [issued({ status: 'active', end: '2026-03-12' })],
  })
  const [group] = render(entry).groups
  const [then] = renderMedications([entry], on('2026-03-13'), patientRef, noLinks).groups
  expect(group?.resources.map(({ later }) => later?.json)).toEqual(then?.resources.map(({ json }) => json))
})

test('STR-MED-17 a first day of use beside the authorisation is told in a note', () => {
  const { statement } = one({ authorised: '2026-01-05', start: '2019-05' })
  expect(statement.effectivePeriod.start).toBe('2026-01-05')
  expect(statement.note).toEqual([{ text: 'Additional Information: Start date May-2019.' }])
})

describe('STR-MED-18 STR-MED-28 dates of writing', () => {
  test.each<[string, Partial<MedicationPlan>, string, string]>([
    [
      'as a person entered it; asserted when recorded',
      { authorised: '2025-12' },
      '2025-12',
      '2026-01-05T10:00:00+00:00',
    ],
    ['else when it was recorded', {}, '2026-01-05T10:00:00+00:00', '2026-01-05T10:00:00+00:00'],
  ])('%s', (_, fields, authored, asserted) => {
    const found = one({ ...fields, issues: [issued()] })
    expect(found.plan.authoredOn).toBe(authored)
    expect(found.orders[0].authoredOn).toBe(authored)
    expect(found.statement.dateAsserted).toBe(asserted)
  })

  test('where no date is known, that is said', () => {
    const { recorded, ...undated } = plan()
    const { statement, plan: request } = medicine(render(undated))
    expect(request._authoredOn.extension[0].valueCode).toBe('unknown')
    expect(statement._dateAsserted.extension[0].valueCode).toBe('unknown')
    expect(statement.effectivePeriod._start.extension[0].valueCode).toBe('unknown')
    expect(statement).toMatchObject({ taken: 'unk', subject: { reference: patientRef } })
  })
})

test('STR-MED-19 notes of plan and issues, each with its kind and level', () => {
  const found = one({
    notes: [{ kind: 'prescriber', text: 'Check bloods' }],
    issues: [
      issued({ key: '2', issued: '2026-02-05', notes: [{ kind: 'patient', text: 'Last one' }] }),
      issued({ key: '1', notes: [{ kind: 'other', text: 'Split pack' }] }),
    ],
  })
  expect(found.statement.note).toEqual([
    {
      text: 'Prescriber Notes: Authorisation: Check bloods\nAdditional Information: 1st Issue: Split pack\nPatient Notes: 2nd Issue: Last one',
    },
  ])
  expect(found.plan.note).toEqual([{ text: 'Prescriber Notes: Check bloods' }])
  expect(found.orders[1].note).toEqual([{ text: 'Patient Notes: Last one' }])
})

describe('STR-MED-20 STR-MED-21 dosage', () => {
  test('with the instruction for the patient', () => {
    const { statement, plan: request } = one({ patientInstruction: 'With food' })
    expect(statement.dosage).toEqual([{ text: 'One daily', patientInstruction: 'With food' }])
    expect(request.dosageInstruction).toEqual(statement.dosage)
  })

  test('says that there is none, where there is none', () => {
    const { statement, orders } = one({ dosage: ' ', issues: [issued()] })
    expect(statement.dosage[0].text).toBe('No information available')
    expect(orders[0].dosageInstruction[0].text).toBe('No information available')
  })

  test('warns that it was changed in place, in the statement', () => {
    const { statement, plan: request } = one({ dosageChanged: '2026-02-03' })
    expect(statement.dosage[0].text).toBe(
      'One daily WARNING – Dosage has changed during the effective period. The latest change was made on 03-Feb-2026',
    )
    expect(request.dosageInstruction[0].text).toBe('One daily')
  })
})

describe('STR-MED-23 repeat information', () => {
  const parts = (fields: Partial<MedicationPlan>) =>
    extension(one(fields).plan, 'MedicationRepeatInformation')?.extension.map((part: Json) => [
      part.url,
      part.valueUnsignedInt ?? part.valueDateTime,
    ])
  const [allowed, count] = ['numberOfRepeatPrescriptionsAllowed', 'numberOfRepeatPrescriptionsIssued']
  test.each<[string, Partial<MedicationPlan>, unknown]>([
    [
      'a repeat, never issued',
      { repeatsAllowed: 6 },
      [
        [allowed, 6],
        [count, 0],
      ],
    ],
    ['counts the issues', { issues: [issued(), issued({ key: 'x', status: 'cancelled' })] }, [[count, 1]]],
    ["the source's count", { repeatsIssued: 9, issues: [issued()] }, [[count, 9]]],
    [
      'with its expiry',
      { authorisationExpires: '2026-09' },
      [
        [count, 0],
        ['authorisationExpiryDate', '2026-09'],
      ],
    ],
    ['never for acute', { type: 'acute', repeatsAllowed: 1, repeatsIssued: 1 }, undefined],
  ])('%s', (_, fields, expected) => {
    expect(parts(fields)).toEqual(expected)
  })

  test('never on orders; an expiry of an acute plan is told in a note', () => {
    const { orders, statement } = one({ type: 'acute', authorisationExpires: '2026-09-01', issues: [issued()] })
    expect(extension(orders[0], 'MedicationRepeatInformation')).toBeUndefined()
    expect(statement.note[0].text).toContain('Authorisation expires 01-Sep-2026.')
  })
})

describe('STR-MED-24 the reason of a stop', () => {
  test('with its date, on the plan only', () => {
    const found = one({ stopped: { date: '2026-02-01', reason: 'Nausea' }, issues: [issued()] })
    const reason = extension(found.plan, 'MedicationStatusReason')
    expect(extension(reason, 'statusReason').valueCodeableConcept).toEqual({ text: 'Nausea' })
    expect(extension(reason, 'statusChangeDate').valueDateTime).toBe('2026-02-01')
    expect(extension(found.orders[0], 'MedicationStatusReason')).toBeUndefined()
    expect(found.orders[0].status).toBe('completed')
  })

  test('says what is not known', () => {
    const reason = extension(one({ stopped: {} }).plan, 'MedicationStatusReason')
    expect(extension(reason, 'statusReason').valueCodeableConcept.text).toBe('No information available')
    expect(extension(reason, 'statusChangeDate')._valueDateTime.extension[0].valueCode).toBe('unknown')
  })

  test('none where it ran out', () => {
    expect(extension(one({ end: '2026-02-01' }).plan, 'MedicationStatusReason')).toBeUndefined()
  })
})

test.each<[PrescriptionType, string]>([
  ['acute', 'Acute'],
  ['repeat', 'Repeat'],
  ['repeat-dispensing', 'Repeat dispensing'],
  ['delayed-prescribing', 'Delayed prescribing'],
])('STR-MED-25 prescription type %s', (type, display) => {
  const { plan: request, orders } = one({ type, issues: [issued()] })
  for (const found of [request, orders[0]]) {
    expect(extension(found, 'PrescriptionType').valueCodeableConcept.coding[0]).toMatchObject({ code: type, display })
  }
})

test('STR-MED-25 no type is made up', () => {
  const { type, ...rest } = plan()
  expect(medicine(render(rest)).plan.extension).toBeUndefined()
})

describe('STR-MED-27 prescriptions', () => {
  test('EPS: prescription and item', () => {
    const { orders } = one({ issues: [issued({ prescriptionId: '0CFA11-A99968-4BD5C', itemId: 'abc' })] })
    expect(orders[0].groupIdentifier).toEqual({
      system: 'https://fhir.nhs.uk/Id/prescription-order-number',
      value: '0CFA11-A99968-4BD5C',
    })
    expect(orders[0].identifier[1]).toEqual({
      system: 'https://fhir.nhs.uk/Id/prescription-order-item-number',
      value: 'abc',
    })
  })

  test('else repeats are grouped by their plan, in our own namespace; acute ones are not', () => {
    const { plan: request, orders } = one({ issues: [issued()] })
    expect(request.groupIdentifier).toEqual({ system: expect.stringContaining('/emis/A81001'), value: 'Drug:1' })
    expect(orders[0].groupIdentifier).toEqual(request.groupIdentifier)
    expect(one({ type: 'acute' }).plan.groupIdentifier).toBeUndefined()
  })
})

test('STR-MED-29 recorder and requester', () => {
  const { plan: request, orders } = one({ clinician: 'nurse', issues: [issued({ clinician: 'gone' })] })
  expect(request.requester.agent.reference).not.toBe(request.recorder.reference)
  expect(orders[0].requester).toBeUndefined()
  expect(orders[0].recorder.reference).not.toBe(request.recorder.reference)
})

test('STR-MED-29 on behalf of the organisation that the prescriber works for, where it is not the practice', () => {
  const plans = [plan({ clinician: 'nurse', issues: [issued({ clinician: 'nurse' })] })]
  const area = renderMedications(plans, { ...context, employer: () => 'Organization/other' }, patientRef, noLinks)
  const { plan: request, orders } = medicine(area)
  for (const found of [request, ...orders]) {
    expect(found.requester.onBehalfOf).toEqual({ reference: 'Organization/other' })
  }
  for (const found of area.groups[0]?.resources.slice(1) ?? []) expect(found.refs).toContain('Organization/other')
  expect(one({ clinician: 'nurse' }).plan.requester.onBehalfOf).toBeUndefined()
})

test('STR-MED-35 what was authorised again is a statement and a plan of its own, with the orders since', () => {
  const area = render(
    plan({ key: 'old', stopped: { date: '2026-01-31' }, issues: [issued({ key: 'before' })] }),
    plan({ key: 'new', replaces: 'old', issues: [issued({ key: 'since', issued: '2026-02-05' })] }),
  )
  const requests: Json[] = [...resources(area), ...area.shared.map(({ json }) => JSON.parse(json))]
  const byKey = new Map(requests.map(found => [found.identifier?.[0].value, found]))
  for (const [order, authorised] of [
    ['before', 'old'],
    ['since', 'new'],
  ]) {
    expect(byKey.get(order).basedOn).toEqual([{ reference: `MedicationRequest/${byKey.get(authorised).id}` }])
    expect(byKey.get(`${authorised}-MS`).basedOn).toEqual(byKey.get(order).basedOn)
  }
  expect(byKey.get('old-MS').id).not.toBe(byKey.get('new-MS').id)
})

test('STR-MED-39 a vaccine that was issued is a medicine like any other', () => {
  const vaccine = {
    codings: [{ system: 'http://snomed.info/sct', code: '871751006', display: 'Influenza vaccine suspension' }],
  }
  const area = render(plan({ drug: vaccine, issues: [issued()] }))
  expect(medicine(area).orders).toHaveLength(1)
  expect(JSON.parse(area.shared[0]?.json ?? '').code.coding[0].code).toBe('871751006')
})

describe('STR-MED-31 quantity', () => {
  test('a number keeps its digits', () => {
    const [group] = render(plan({ quantity: { value: '0.10', unit: 'ml' } })).groups
    expect(group?.resources[1]?.json).toContain('"quantity":{"value":0.10,"unit":"ml"}')
  })

  test.each([
    ['words', { text: '1 op' }, '1 op'],
    ['words with a unit', { text: 'two', unit: 'packs' }, 'two packs'],
    ['no number', { value: 'many', unit: 'tablet' }, 'many tablet'],
  ])('%s are text, with the unit, and no number', (_, fields, text) => {
    const { dispenseRequest } = one({ quantity: fields }).plan
    expect(dispenseRequest.quantity).toEqual({
      extension: [{ url: expect.stringMatching(/MedicationQuantityText-1$/), valueString: text }],
    })
  })
})

test('STR-MED-32 the days of supply, as a UCUM duration', () => {
  const { plan: request, orders } = one({ supplyDays: '28', issues: [issued({ supplyDays: '7' })] })
  expect(request.dispenseRequest.expectedSupplyDuration).toEqual({
    value: 28,
    unit: 'day',
    system: 'http://unitsofmeasure.org',
    code: 'd',
  })
  expect(orders[0].dispenseRequest.expectedSupplyDuration.value).toBe(7)
  expect(one().plan.dispenseRequest.expectedSupplyDuration).toBeUndefined()
})

test('STR-MED-33 STR-MED-34 an implied plan is a whole one: statement, plan, order, prior', () => {
  const area = render(
    plan({ issues: [issued({ key: 'old', dosage: 'Two daily' }), issued({ key: 'new', issued: '2026-02-05' })] }),
  )
  const [implied, own] = area.groups.map(group => medicine(area, group))
  expect(implied?.plan).toMatchObject({ status: 'stopped', identifier: [{ value: 'old-PLAN' }] })
  expect(implied?.statement.dosage[0].text).toBe('Two daily')
  expect(implied?.orders).toHaveLength(1)
  expect(own?.plan.priorPrescription.reference).toBe(`MedicationRequest/${implied?.plan.id}`)
  expect(own?.plan.status).toBe('active')
})

test('a cancelled issue is told as such', () => {
  const { orders } = one({ issues: [issued({ status: 'cancelled' })] })
  expect(orders[0]).toMatchObject({
    status: 'stopped',
    note: [{ text: 'Additional Information: This issue was cancelled.' }],
  })
})

describe('STR-ERR-09 STR-ERR-10 what is confidential', () => {
  test('a plan is withheld with every issue', () => {
    const area = render(plan({ confidentiality: 'confidential', issues: [issued()] }))
    expect([area.groups, area.shared]).toEqual([[], []])
    expect(area.withheld.map(({ key }) => key)).toEqual(['Drug:1', 'Issue:1'])
  })

  test('an issue is neither sent, counted, dated nor quoted', () => {
    const hidden = issued({
      key: 'h',
      issued: '2026-03-01',
      confidentiality: 'confidential',
      notes: [{ kind: 'other', text: 'Secret' }],
    })
    const area = render(plan({ repeatsIssued: 2, issues: [issued(), hidden] }))
    const { statement, plan: request, orders } = medicine(area)
    expect(orders).toHaveLength(1)
    expect(extension(statement, 'MedicationStatementLastIssueDate').valueDateTime).toBe('2026-01-05')
    expect(statement.note).toBeUndefined()
    expect(
      extension(extension(request, 'MedicationRepeatInformation'), 'numberOfRepeatPrescriptionsIssued')
        .valueUnsignedInt,
    ).toBe(1)
    expect(area.withheld.map(({ key }) => key)).toEqual(['h'])
  })
})

test('STR-COM-05 NOPAT of a plan labels its orders; of an issue, the statement that quotes it; never a Medication', () => {
  const label = (resource: Json) => resource.meta.security?.[0].code
  const ofPlan = one({ confidentiality: 'nopat', issues: [issued()] })
  expect([ofPlan.statement, ofPlan.plan, ...ofPlan.orders].map(label)).toEqual(['NOPAT', 'NOPAT', 'NOPAT'])
  const ofIssue = one({ issues: [issued({ confidentiality: 'nopat', notes: [{ kind: 'patient', text: 'x' }] })] })
  expect([ofIssue.statement, ofIssue.plan, ...ofIssue.orders].map(label)).toEqual(['NOPAT', undefined, 'NOPAT'])
  const area = render(plan({ confidentiality: 'nopat' }))
  expect(label(parsed(area.shared[0]?.json ?? 'null'))).toBeUndefined()
})
