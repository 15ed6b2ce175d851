/** Allergies: drug sensitivities, and codes below "allergic disorder" in the hierarchy of CTV3. */
import type { Allergy, Concept, Unreadable } from '@gpc/clinical'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { isNoKnownAllergy } from '../shared/no-known-allergies.ts'
import { codedConcept, sensitivityConcept } from './codes.ts'
import { dateOf } from './dates.ts'
import { entryKey, entryOf } from './entries.ts'
import { isLink } from './files.ts'
import type { NamedStaff } from './staff.ts'

export interface Allergies {
  readonly entries: readonly Allergy[]
  readonly unreadable: readonly Unreadable[]
}

export function allergiesOf(rows: PatientRows, lookup: Lookup, named: NamedStaff): Allergies {
  const entries: Allergy[] = []
  const unreadable: Unreadable[] = []
  for (const row of rows.table('SRDrugSensitivity')) {
    const concept = sensitivityConcept(row.columns, lookup)
    if (concept !== undefined) entries.push(sensitivity(row, concept, lookup, named))
    else
      unreadable.push({ key: entryKey(row), column: 'IDDrugCode', reason: 'names neither a drug nor an action group' })
  }
  for (const row of rows.table('SRCode')) {
    const { CTV3Code, SNOMEDCode } = row.columns
    const none = isNoKnownAllergy(SNOMEDCode ?? '', CTV3Code ?? '')
    if (!none && !(CTV3Code !== undefined && isAllergyCode(CTV3Code, lookup))) continue
    const concept = codedConcept(row.columns, lookup)
    entries.push({
      ...entryOf(row, concept, lookup, named),
      concept,
      category: 'medication',
      ...(none ? { negation: true } : {}),
      ...asserted(row),
      notes: [],
    })
  }
  return { entries, unreadable }
}

function sensitivity(row: SourceRow, concept: Concept, lookup: Lookup, named: NamedStaff): Allergy {
  const { DateStarted, DateEnded, IDDrugCode, IDMultiLexAction, FormulationSpecific } = row.columns
  const onset = dateOf(DateStarted)
  const ended = dateOf(DateEnded)
  const notes = [
    ...(isLink(IDDrugCode) && isLink(IDMultiLexAction) ? [`Multilex action group: ${IDMultiLexAction}`] : []),
    ...(FormulationSpecific === 'TRUE' ? ['Formulation specific: yes'] : []),
  ]
  return {
    ...entryOf(row, concept, lookup, named),
    concept,
    category: 'medication',
    ...(onset === undefined ? {} : { onset }),
    ...asserted(row),
    ...(ended === undefined ? {} : { ended: { date: ended } }),
    notes,
  }
}

/** The date that a person entered, else the recorded one (STR-ALG-12). */
function asserted({ columns }: SourceRow): { asserted?: string } {
  const date = dateOf(columns.DateEvent) ?? dateOf(columns.DateEventRecorded)
  return date === undefined ? {} : { asserted: date }
}

const allergic = 'Xa1pQ'
/** Operation, allergic disorder, family history, disorder: the nearest of them says what a code is. */
const kinds: ReadonlySet<string> = new Set(['X0001', allergic, 'Xa1px', 'X0003'])
const farthest = 30

/**
 * True if the nearest of the four kinds above a code is "allergic disorder". SRCtv3Hierarchy names every ancestor with its level; where a
 * code has only parents (level 1) the way up is gone step by step. Of two kinds at one level, allergy counts.
 */
export function isAllergyCode(code: string, lookup: Lookup): boolean {
  const seen = new Set<string>()
  let step = [code]
  for (let steps = 0; step.length > 0 && steps < farthest; steps++) {
    if (step.includes(allergic)) return true
    if (step.some(one => kinds.has(one))) return false
    const next: string[] = []
    let nearest = Number.POSITIVE_INFINITY
    let found = false
    let closure = false
    for (const { columns } of step.flatMap(one => lookup('SRCtv3Hierarchy', one))) {
      const { Ctv3CodeParent: parent, ChildLevel } = columns
      if (parent === undefined) continue
      const level = Number(ChildLevel ?? 1)
      closure ||= level > 1
      if (kinds.has(parent) && level <= nearest) {
        found = parent === allergic || (level === nearest && found)
        nearest = level
      }
      if (!seen.has(parent)) {
        seen.add(parent)
        next.push(parent)
      }
    }
    if (nearest !== Number.POSITIVE_INFINITY) return found
    if (closure) return false
    step = next
  }
  return false
}
