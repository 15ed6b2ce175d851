/** Consultation rows, each with one topic of all that was recorded in it (STR-CON-06): the extract has no topics or headings. */
import type { ClinicalEntries, Concept, Consultation, Entry } from '@gpc/clinical'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { clinicalCode } from './codes.ts'
import { partialDate } from './dates.ts'
import { entryKey, entryOf, type PatientContext } from './entry.ts'

/** Entries that may stand in a consultation. */
export type ConsultationContent = Omit<ClinicalEntries, 'consultations'>

export function consultationsOf(
  rows: PatientRows,
  lookup: Lookup,
  content: ConsultationContent,
  context: PatientContext,
): Consultation[] {
  const items = Map.groupBy(itemsOf(content), item => item.encounter)
  const problems = problemsByItem(content)
  return rows.table('CareRecord_Consultation').map(row => {
    const key = entryKey(row)
    const start = partialDate(row.columns.EffectiveDate, row.columns.EffectiveDatePrecision)
    const own = (items.get(key) ?? []).map(item => item.key)
    const about = subjectOf(own, problems)
    const topic = { ...(about.length === 0 ? {} : { problems: about }), headings: [{ items: own }] }
    const { encounter: _, ...entry } = entryOf(row, context)
    return {
      ...entry,
      type: typeOf(row, lookup),
      ...(start === undefined ? {} : { start }),
      ...(row.columns.Complete === 'false' ? { draft: true } : {}),
      topics: own.length === 0 ? [] : [topic],
    }
  })
}

/** What users see: the source term, else the type, else the code's term; with the codes of ConsultationSourceCodeId. */
function typeOf({ columns }: SourceRow, lookup: Lookup): Concept {
  const code = clinicalCode(lookup, columns.ConsultationSourceCodeId)?.concept
  const text = columns.ConsultationSourceTerm ?? columns.ConsultationType ?? code?.text ?? 'Consultation'
  return { codings: code?.codings ?? [], text }
}

interface Item {
  readonly key: string
  readonly encounter: string
  readonly recorded: string
}

/**
 * The extract doesn't tell the order that users see. So: free text, then observations (each with those under it), allergies, medicines,
 * immunisations, reports, documents, referrals, diary; within these in the order of entry.
 */
function itemsOf(content: ConsultationContent): Item[] {
  const { observations } = content
  const plans = content.medications
  return [
    ...inOrder(observations.filter(one => one.kind === 'comment')),
    ...nested(observations.filter(one => one.kind === 'coded')),
    ...inOrder(content.allergies),
    ...inOrder([...plans, ...plans.flatMap(plan => plan.issues)]),
    ...inOrder([...content.immunisations, ...observations.filter(one => one.kind === 'immunisation-status')]),
    ...inOrder(content.investigations),
    ...inOrder(content.documents),
    ...inOrder(content.referrals),
    ...inOrder(content.diary),
  ]
}

function inOrder(entries: readonly Entry[]): Item[] {
  return entries
    .flatMap(({ key, encounter, recorded = '' }) => (encounter === undefined ? [] : [{ key, encounter, recorded }]))
    .toSorted((a, b) => (a.recorded < b.recorded ? -1 : a.recorded > b.recorded ? 1 : 0))
}

/** Observations in the order of entry, those under another right behind it. */
function nested(observations: ConsultationContent['observations']): Item[] {
  const parents = new Map(observations.map(one => [one.key, one.parent]))
  const items = inOrder(observations)
  const under = Map.groupBy(items, item => {
    const parent = parents.get(item.key)
    return parent !== undefined && parents.has(parent) ? parent : ''
  })
  const found = new Map<string, Item>()
  const open = (under.get('') ?? []).toReversed()
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (found.has(item.key)) continue
    found.set(item.key, item)
    open.push(...(under.get(item.key) ?? []).toReversed())
  }
  return [...found.values(), ...items.filter(item => !found.has(item.key))]
}

/** The problems that each entry is, or is linked to. */
function problemsByItem({ problems }: ConsultationContent): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { key, actual, related } of problems) {
    for (const item of actual === undefined ? related : [actual, ...related]) {
      const known = found.get(item)
      if (known === undefined) found.set(item, [key])
      else known.push(key)
    }
  }
  return found
}

/**
 * The problem that a consultation is about: the one that everything in it is, or is linked to. As soon as a single item isn't, none: a problem
 * of the topic would be a problem of each of its items (STR-CON-08, STR-PRB-09).
 */
function subjectOf([first, ...others]: readonly string[], problems: ReadonlyMap<string, readonly string[]>): string[] {
  const candidates = problems.get(first ?? '') ?? []
  return candidates.filter(problem => others.every(item => problems.get(item)?.includes(problem))).slice(0, 1)
}
