import { extensions, valueSystems } from '@gpc/fhir'
import { expect, test } from 'vitest'
import { recordOf, type TestItem } from '../../test/html-record.ts'
import { medications } from './medications.ts'
import type { TimePeriod } from './period.ts'
import type { Extension, Stored } from './resources.ts'
import type { TableView } from './view.ts'

interface PlanOptions {
  readonly type?: 'acute' | 'repeat' | 'repeat-dispensing' | 'delayed-prescribing'
  readonly agency?: 'prescribed-by-another-organisation' | 'prescribed-by-previous-practice'
  readonly agencyText?: string
  readonly start?: string
  readonly end?: string
  readonly recorded?: string
  readonly authored?: string
  readonly status?: string
  readonly stopped?: { readonly date: string; readonly reason: string }
  readonly repeats?: readonly Extension[]
  readonly note?: string
  readonly drug?: string
  readonly issues?: readonly { readonly date: string; readonly cancelled?: true }[]
}

const coded = (url: string, system: string, code: string, text?: string): Extension => ({
  url,
  valueCodeableConcept: { coding: [{ system, code }], ...(text === undefined ? {} : { text }) },
})

let next = 0

function plan(options: PlanOptions): TestItem {
  const id = `p${next++}`
  const { type, agency = 'prescribed-at-gp-practice', agencyText, stopped, start, end, issues = [] } = options
  const { status = stopped === undefined ? 'active' : 'stopped', drug = 'paracetamol', note, repeats = [] } = options
  const period = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
  const reason: Extension[] =
    stopped === undefined
      ? []
      : [
          {
            url: extensions.statusReason,
            extension: [
              { url: 'statusReason', valueCodeableConcept: { text: stopped.reason } },
              { url: 'statusChangeDate', valueDateTime: stopped.date },
            ],
          },
        ]
  const typed = type === undefined ? [] : [coded(extensions.prescriptionType, valueSystems.prescriptionType, type)]
  const request: Stored = {
    resourceType: 'MedicationRequest',
    id,
    intent: 'plan',
    status,
    extension: [{ url: extensions.repeatInformation, extension: repeats }, ...reason, ...typed],
    medicationReference: { reference: `Medication/${drug}` },
    ...(options.authored === undefined ? {} : { authoredOn: options.authored }),
    dosageInstruction: [{ text: 'One daily' }],
    dispenseRequest: { quantity: { value: '28', unit: 'tablet' } },
  }
  const statement: Stored = {
    resourceType: 'MedicationStatement',
    id: `${id}-MS`,
    status,
    extension: [coded(extensions.prescribingAgency, valueSystems.prescribingAgency, agency, agencyText)],
    basedOn: [{ reference: `MedicationRequest/${id}` }],
    medicationReference: { reference: `Medication/${drug}` },
    effectivePeriod: period,
    ...(options.recorded === undefined ? {} : { dateAsserted: options.recorded }),
    ...(note === undefined ? {} : { note: [{ text: note }] }),
  }
  const orders = issues.map(
    ({ date, cancelled }, i): Stored => ({
      ...request,
      id: `${id}-${i}`,
      intent: 'order',
      extension: typed,
      dispenseRequest: { validityPeriod: { start: date }, expectedSupplyDuration: { value: '28', unit: 'day' } },
      ...(cancelled === undefined ? {} : { note: [{ text: 'Additional Information: This issue was cancelled.' }] }),
    }),
  )
  return { resources: [statement, request, ...orders] }
}

function view(items: readonly TestItem[], period?: TimePeriod): (title: string) => TableView {
  const drugs = ['paracetamol', 'Amlodipine', 'zopiclone']
  const shared = drugs.map((id): Stored => ({ resourceType: 'Medication', id, code: { text: id } }))
  const { tables } = medications(recordOf({ medications: items }, {}, { medications: shared }), period)
  const all = 'id' in tables ? [tables] : tables
  return title => {
    const found = all.find(one => one.title === title)
    if (found === undefined) throw new Error(title)
    return found
  }
}

const cells = ({ rows }: TableView) => rows.flatMap(row => ('group' in row ? [] : [row]))

test('HTM-SEC-08 types: acute, post-dated, by whom elsewhere, unknown prescribers', () => {
  const start = '2026-11-01'
  const other = { agency: 'prescribed-by-another-organisation', start } as const
  const tables = view([
    plan({ type: 'acute', start }),
    plan({ type: 'delayed-prescribing', start: '2026-12-01', authored: start }),
    plan({ type: 'acute', ...other, agencyText: 'Dentist' }),
    plan({ type: 'acute', ...other }),
    plan({ type: 'repeat', ...other, agencyText: 'Hospital' }),
    plan({ type: 'repeat-dispensing', start }),
    plan({ start }),
  ])
  expect(cells(tables('Acute Medication (Last 12 Months)')).map(row => row.slice(0, 2))).toEqual([
    ['Acute Post-Dated', '2026-12-01'],
    ['Acute', start],
    ['Acute - Dentist', start],
    ['Acute – Unknown Prescriber', start],
  ])
  expect(cells(tables('Current Repeat Medication')).map(([type]) => type)).toEqual([
    'Repeat - Hospital',
    'Repeat Dispense',
    'Type Not Recorded',
  ])
})

test('HTM-SEC-08 the start of what was prescribed elsewhere is the day of entry, if nothing better is known', () => {
  const elsewhere = plan({
    type: 'acute',
    agency: 'prescribed-by-another-organisation',
    recorded: '2026-10-02T10:00:00+01:00',
  })
  expect(cells(view([elsewhere])('Acute Medication (Last 12 Months)'))[0]?.[1]).toBe('2026-10-02T10:00:00+01:00')
})

test('HTM-SEC-08 acute medicines: more than 365 days ago is not shown, an unknown start is', () => {
  const shown = (start?: string) =>
    cells(
      view([plan({ type: 'acute', ...(start === undefined ? {} : { start }) })])('Acute Medication (Last 12 Months)'),
    ).length
  expect([shown('2025-11-20'), shown('2025-11-21'), shown('2025-11'), shown()]).toEqual([0, 1, 1, 1])
})

test('HTM-SEC-09 HTM-SEC-11 banners only where they apply', () => {
  const notes = (title: string, ...items: TestItem[]) => view(items)(title).notes?.length
  const acute = 'Acute Medication (Last 12 Months)'
  expect(notes(acute, plan({ type: 'acute', start: '2026-11-01' }))).toBe(0)
  expect(notes(acute, plan({ type: 'acute', start: '2026-11-01', end: '2026-11-08' }))).toBe(1)
  const repeats = 'Current Repeat Medication'
  const review = [{ url: 'authorisationExpiryDate', valueDateTime: '2027-01-01' }]
  expect(notes(repeats)).toBe(0)
  expect(notes(repeats, plan({ type: 'repeat', start: '2026' }))).toBe(1)
  expect(notes(repeats, plan({ type: 'repeat', start: '2026', repeats: review }))).toBe(2)
})

test('HTM-SEC-10 HTM-SEC-16 what counts as a current repeat', () => {
  const current = (options: PlanOptions) =>
    cells(view([plan({ type: 'repeat', start: '2025', ...options })])('Current Repeat Medication')).length
  expect(current({})).toBe(1)
  expect(current({ type: 'repeat-dispensing' })).toBe(1)
  expect(current({ end: '2026-11-21' })).toBe(1)
  expect(current({ end: '2026-11-20' })).toBe(0)
  expect(current({ status: 'completed' })).toBe(0)
  expect(current({ stopped: { date: '2026-01-01', reason: 'Rash' } })).toBe(0)
  expect(current({ agency: 'prescribed-by-previous-practice' })).toBe(0)
  expect(current({ type: 'acute' })).toBe(0)
})

test('HTM-SEC-10 counts and dates of issues: none for repeat dispense and elsewhere, null where none was issued', () => {
  const issued = { url: 'numberOfRepeatPrescriptionsIssued', valueUnsignedInt: '2' }
  const allowed = { url: 'numberOfRepeatPrescriptionsAllowed', valueUnsignedInt: '6' }
  const issues = [{ date: '2026-01-01' }, { date: '2026-02-01' }, { date: '2026-03-01', cancelled: true }] as const
  const common = { authored: '2025-12-24', start: '2026-01-01', repeats: [issued, allowed], issues }
  const row = (options: PlanOptions) => cells(view([plan({ ...common, ...options })])('Current Repeat Medication'))[0]
  expect(row({ type: 'repeat' })?.slice(0, 9)).toEqual([
    ...['Repeat', '2025-12-24', 'paracetamol', ['One daily'], '28 tablet', '2026-02-01', '2', '6', ''],
  ])
  expect(row({ type: 'repeat-dispensing' })?.slice(5, 8)).toEqual(['', '', '6'])
  expect(row({ type: 'repeat', agency: 'prescribed-by-another-organisation' })?.slice(5, 7)).toEqual(['', ''])
  const none = { repeats: [{ ...issued, valueUnsignedInt: '0' }], issues: [] }
  expect(row({ type: 'repeat', ...none })?.slice(5, 7)).toEqual(['', ''])
})

test('HTM-SEC-10 HTM-SEC-11 the first authorisation of a repeat that was authorised again, and its review', () => {
  const old = plan({ type: 'repeat', start: '2024-01-01', authored: '2024-01-01', status: 'completed' })
  const again = plan({ type: 'repeat', start: '2026-01-01', authored: '2026-01-01' })
  const other = plan({ type: 'repeat', start: '2026-02-01', authored: '2026-02-01', drug: 'Amlodipine' })
  const [, before] = old.resources
  const replacing = [again, other].map(item => ({
    ...item,
    resources: item.resources.map(one =>
      one.resourceType === 'MedicationRequest'
        ? {
            ...one,
            priorPrescription: { reference: `MedicationRequest/${before?.id}` },
            note: [{ text: 'Prescriber Notes: with food\nAdditional Information: Review date: 14-Aug-2027' }],
          }
        : one,
    ),
  }))
  const table = view([old, ...replacing])('Current Repeat Medication')
  expect(cells(table).map(row => [row[1], row[2], row[8]])).toEqual([
    ['2026-02-01', 'Amlodipine', '2027-08-14'],
    ['2024-01-01', 'paracetamol', '2027-08-14'],
  ])
  expect(table.notes).toHaveLength(2)
})

test('HTM-SEC-12 HTM-SEC-14 stopped by a person: the table of repeats, and words for acute and repeat; what has run out is in neither', () => {
  const stopped = { date: '2026-05-01', reason: 'Rash on both arms' }
  const tables = view([
    plan({ type: 'repeat', start: '2025-01-01', stopped, issues: [{ date: '2026-04-01' }] }),
    plan({ type: 'acute', start: '2026-04-30', stopped }),
    plan({ type: 'repeat', start: '2024-01-01', end: '2025-01-01', status: 'completed' }),
  ])
  expect(cells(tables('Discontinued Repeat Medication')).map(row => [row[1], row[5], row[6]])).toEqual([
    ['2026-04-01', '2026-05-01', 'Rash on both arms'],
  ])
  expect(cells(tables('All Medication')).map(row => row[7])).toEqual([
    'CANCELLED: 01-May-2026 Rash on both arms',
    'DISCONTINUED: 01-May-2026 Rash on both arms',
    '',
  ])
  expect(cells(tables('Acute Medication (Last 12 Months)'))[0]?.at(-1)).toContain(
    'CANCELLED: 01-May-2026 Rash on both arms',
  )
})

test('HTM-SEC-13 additional information: controlled drugs in bold, the last authorisation of a repeat dispense', () => {
  const allowed = { url: 'numberOfRepeatPrescriptionsAllowed', valueUnsignedInt: '6' }
  const information = (options: PlanOptions) => cells(view([plan(options)])('Current Repeat Medication'))[0]?.at(-1)
  const dispensed = { type: 'repeat-dispensing', start: '2026', authored: '2026-03-04', repeats: [allowed] } as const
  expect(information(dispensed)).toEqual(['Last authorised: 04-Mar-2026', 'Issues authorised: 6'])
  const note = 'Additional Information: Controlled drug'
  expect(information({ type: 'repeat', start: '2026', note })).toEqual([{ bold: 'CONTROLLED DRUG' }, note])
})

test('HTM-SEC-15 All Medication in groups by name; issues leave out what has none here', () => {
  const issues = [{ date: '2026-01-01' }, { date: '2026-02-01' }]
  const tables = view([
    plan({ type: 'repeat', start: '2020', drug: 'zopiclone', issues }),
    plan({ type: 'repeat', start: '2022', drug: 'Amlodipine', issues }),
    plan({ type: 'repeat', start: '2024', drug: 'Amlodipine', note: 'Prescriber Notes: with food' }),
    plan({ type: 'repeat-dispensing', start: '2024', issues }),
    plan({ type: 'acute', agency: 'prescribed-by-another-organisation', start: '2024', issues }),
  ])
  expect(tables('All Medication').rows.map(row => ('group' in row ? row.group : row[1]))).toEqual([
    ...['Amlodipine', '2024', '2022', 'paracetamol', '2024', '2024', 'zopiclone', '2020'],
  ])
  expect(tables('All Medication Issues').rows.map(row => ('group' in row ? row.group : row[1]))).toEqual([
    ...['Amlodipine', '2026-02-01', '2026-01-01', 'zopiclone', '2026-02-01', '2026-01-01'],
  ])
})

test('HTM-SEC-15 plans alike in all but their dates are one row: the first start, the last issue, all issues', () => {
  const course = (start: string, ...dates: string[]) =>
    plan({ type: 'acute', start, issues: dates.map(date => ({ date })) })
  const tables = view([
    course('2024-05-01', '2024-05-01'),
    course('2022-01-01', '2022-01-01', '2022-02-01'),
    plan({ type: 'acute', start: '2023-01-01', stopped: { date: '2023-01-02', reason: 'Rash' } }),
  ])
  expect(cells(tables('All Medication')).map(row => [row[1], row[5], row[6], row[7]])).toEqual([
    ['2023-01-01', '', '', 'CANCELLED: 02-Jan-2023 Rash'],
    ['2022-01-01', '2024-05-01', '3', ''],
  ])
  expect(cells(tables('All Medication Issues'))).toHaveLength(3)
})

test('HTM-DATE-03 HTM-DATE-04 HTM-DATE-05 which medicines a period keeps, with all of their issues', () => {
  const period = { start: '2026-01-01', end: '2026-01-31' }
  const kept = (options: PlanOptions) => cells(view([plan(options)], period)('All Medication')).length
  expect(kept({ type: 'acute', start: '2025-12-01', end: '2026-01-01' })).toBe(1)
  expect(kept({ type: 'acute', start: '2025-12-01', end: '2025-12-31' })).toBe(0)
  expect(kept({ type: 'repeat', start: '2019' })).toBe(1)
  expect(kept({ type: 'repeat', start: '2026-02-01' })).toBe(0)
  expect(kept({ type: 'acute', start: '2025-12-31' })).toBe(0)
  expect(kept({ type: 'acute', start: '2026-01-31' })).toBe(1)
  expect(kept({ type: 'acute', recorded: '2026-01-05' })).toBe(1)
  expect(kept({ type: 'repeat', recorded: '2025-01-05' })).toBe(0)
  expect(kept({ agency: 'prescribed-by-another-organisation', start: '2020' })).toBe(1)
  expect(kept({ type: 'repeat' })).toBe(1)
  const issues = [{ date: '2020-01-01' }, { date: '2026-01-05' }, { date: '2026-05-05' }]
  const tables = view([plan({ type: 'repeat', start: '2020-01-01', issues })], period)
  expect(cells(tables('All Medication Issues'))).toHaveLength(3)
})
