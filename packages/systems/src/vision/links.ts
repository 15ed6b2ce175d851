/** What rows of a patient name by LINKS, both ways. */
import type { EntryKey } from '@gpc/clinical'
import type { SourceRow } from '../contract.ts'
import type { Content } from './consultations.ts'
import { dayOf } from './files.ts'
import { byId, entryKey, linksOf } from './journal.ts'
import { type ProblemLinks, problemKey } from './problems.ts'

export interface LinkedRows {
  /** Rows of the journal that have become entries. */
  readonly journal: readonly SourceRow[]
  readonly encounters: readonly SourceRow[]
  readonly referrals: readonly SourceRow[]
}

export interface RowLinks {
  ofProblem(row: SourceRow): ProblemLinks
  inEncounter(row: SourceRow): Content
  /** Keys of the entries that the named problems are made of, and of other entries named, in the order of LINKS. */
  ofReferral(row: SourceRow): { readonly problems: readonly EntryKey[]; readonly others: readonly EntryKey[] }
}

/**
 * Rows are related, and shown in their consultation, in the order that they were entered: the journal's by ID, then referrals by ID;
 * consultations that name a problem come last. A link that names itself, or nothing that is there, counts for nothing.
 */
export function linksBetween({ journal, encounters, referrals }: LinkedRows): RowLinks {
  const byJournalId = new Map(journal.map(row => [row.columns.ID ?? '', row]))
  const isProblem = (id: string) => byJournalId.get(id)?.columns.SUBSET === 'P'
  const content = new Map<string, SourceRow[]>()
  const related = new Map<string, SourceRow[]>()
  const ordered = [...[...journal].sort(byId), ...[...referrals].sort(byId)]
  for (const row of ordered) {
    const { encounter, ids } = linksOf(row.columns)
    if (encounter !== undefined) push(content, encounter, row)
    for (const id of ids) if (isProblem(id) && byJournalId.get(id) !== row) push(related, id, row)
  }
  for (const row of [...encounters].sort(byId)) {
    for (const id of linksOf(row.columns).ids) if (isProblem(id)) push(related, id, row)
  }
  const problemsOf = (row: SourceRow): readonly string[] => {
    const own = row.table === 'journal' && row.columns.SUBSET === 'P' ? [row.columns.ID ?? ''] : []
    return [...own, ...linksOf(row.columns).ids.filter(isProblem)]
  }
  const keyOfProblem = (id: string): readonly EntryKey[] => {
    const row = byJournalId.get(id)
    return row === undefined ? [] : [problemKey(row)]
  }
  return {
    ofProblem(row) {
      const id = row.columns.ID ?? ''
      const rows = related.get(id) ?? []
      const named = linksOf(row.columns).ids.filter(other => isProblem(other) && other !== id)
      const naming = rows.filter(one => one.table === 'journal' && one.columns.SUBSET === 'P')
      const siblings = new Set([...named, ...naming.map(one => one.columns.ID ?? '')])
      return { related: rows.map(entryKey), siblings: [...siblings].flatMap(keyOfProblem) }
    },
    inEncounter(row) {
      const rows = content.get(entryKey(row)) ?? []
      const [first, ...others] = rows.map(problemsOf)
      const shared = (first ?? []).filter(id => others.every(ids => ids.includes(id)))
      const edited = rows
        .flatMap(one => dayOf(one.columns, 'RECORDED_DATE') ?? [])
        .reduce((a, b) => (a > b ? a : b), '')
      return {
        items: rows.map(entryKey),
        problems: shared.flatMap(keyOfProblem),
        ...(edited === '' ? {} : { edited }),
      }
    },
    ofReferral(row) {
      const named = linksOf(row.columns).ids.flatMap(id => byJournalId.get(id) ?? [])
      return {
        problems: named.filter(one => one.columns.SUBSET === 'P').map(entryKey),
        others: named.filter(one => one.columns.SUBSET !== 'P').map(entryKey),
      }
    },
  }
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}
