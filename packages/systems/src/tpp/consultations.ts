/** Events: one topic each, with everything that names the event. */
import type { ClinicalEntries, Concept, Consultation, Entry, EntryKey } from '@gpc/clinical'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { dateOf } from './dates.ts'
import { entryOf } from './entries.ts'
import { isLink } from './files.ts'
import { doneElsewhere, type Place } from './places.ts'
import type { NamedStaff } from './staff.ts'
import { optionText } from './values.ts'

type Items = Omit<ClinicalEntries, 'consultations' | 'investigations'>

/**
 * The consultations of a patient. [I] The extract doesn't say in which order an event's items stand: they come in the order that they
 * were recorded in, at one time by their kind (`order`), then by their row number. `more` are items that an event holds besides.
 */
export function consultationsOf(
  rows: PatientRows,
  items: Items,
  more: readonly { readonly event: EntryKey; readonly problem: EntryKey }[],
  lookup: Lookup,
  named: NamedStaff,
  place: Place,
): readonly Consultation[] {
  const byEvent = itemsByEvent(items)
  for (const { event, problem } of more) byEvent.set(event, [problem, ...(byEvent.get(event) ?? [])])
  return rows.table('SREvent').map(row => consultation(row, byEvent, lookup, named, place))
}

function consultation(
  row: SourceRow,
  byEvent: ReadonlyMap<EntryKey, readonly EntryKey[]>,
  lookup: Lookup,
  named: NamedStaff,
  place: Place,
): Consultation {
  const { DateEvent, ContactMethod, ContactEventLocation, EventIncomplete, IDBranch } = row.columns
  const words = [optionText(ContactMethod, lookup), optionText(ContactEventLocation, lookup)]
  const type: Concept = { codings: [], text: words.filter(word => word !== undefined).join(', ') || 'Event' }
  const start = dateOf(DateEvent)
  const { organisation, notes } = doneElsewhere(row, lookup, place)
  const elsewhere = organisation !== undefined || notes.length > 0
  // Without a branch it was the main surgery, unless the event itself names another place.
  const main = !elsewhere && words[1] === undefined ? place.ods : undefined
  const site = isLink(IDBranch) ? IDBranch : main
  const entry = entryOf(row, type, lookup, named)
  const keys = byEvent.get(entry.key) ?? []
  return {
    ...entry,
    type,
    ...(start === undefined ? {} : { start }),
    ...(EventIncomplete === 'TRUE' ? { draft: true } : {}),
    ...(site === undefined ? {} : { site }),
    ...(organisation === undefined ? {} : { organisation }),
    topics: keys.length === 0 ? [] : [{ headings: [{ items: keys }] }],
  }
}

/** Kinds of items that were recorded at one time. */
const order = [
  'SRProblem',
  'SRCode',
  'SRDrugSensitivity',
  'SRRepeatTemplate',
  'SRPrimaryCareMedication',
  'SRImmunisation',
  'SRImmunisationConsent',
  'SRReferralOut',
  'SRReferralIn',
  'SRRecall',
  'SRMedia',
  'SRLetter',
]

interface Item {
  readonly key: EntryKey
  readonly recorded: string
  readonly kind: number
  readonly row: number
}

function itemsByEvent(items: Items): Map<EntryKey, readonly EntryKey[]> {
  const found = new Map<EntryKey, Item[]>()
  const add = ({ key, encounter, recorded = '' }: Entry): void => {
    if (encounter === undefined) return
    const [table = '', row] = key.split(':')
    const list = found.get(encounter) ?? []
    list.push({ key, recorded, kind: order.indexOf(table), row: Number(row) })
    found.set(encounter, list)
  }
  items.problems.forEach(add)
  items.observations.forEach(add)
  items.allergies.forEach(add)
  for (const plan of items.medications) {
    add(plan)
    plan.issues.forEach(add)
  }
  items.immunisations.forEach(add)
  items.referrals.forEach(add)
  items.diary.forEach(add)
  items.documents.forEach(add)
  return new Map([...found].map(([event, list]) => [event, list.sort(inOrder).map(({ key }) => key)]))
}

function inOrder(a: Item, b: Item): number {
  if (a.recorded !== b.recorded) return a.recorded < b.recorded ? -1 : 1
  return a.kind - b.kind || a.row - b.row
}
