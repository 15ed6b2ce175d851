/** A patient's record out of the rows of all tables. */
import type {
  Allergy,
  Concept,
  DocumentEntry,
  Immunisation,
  Observation,
  PatientRecord,
  Problem,
  Unreadable,
} from '@gpc/clinical'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { allergyOf, isAllergyRow } from './allergies.ts'
import { consultationOf, durationFault } from './consultations.ts'
import { documentOf, isDocumentRow } from './documents.ts'
import { immunisationOf } from './immunisations.ts'
import { entryKey, linksOf } from './journal.ts'
import { linksBetween } from './links.ts'
import { medicationsOf } from './medications.ts'
import { commentOf, isFreeText, observationOf } from './observations.ts'
import { patientOf } from './patients.ts'
import { problemOf } from './problems.ts'
import { referralOf } from './referrals.ts'

interface Found {
  readonly allergies: Allergy[]
  readonly immunisations: Immunisation[]
  readonly observations: Observation[]
  readonly documents: DocumentEntry[]
  readonly unreadable: Unreadable[]
}

/** Each row of the journal ends as one entry (a problem's as two), as part of a plan, or as unreadable. Pure. */
export function assemble(rows: PatientRows, lookup: Lookup, ods: string): PatientRecord {
  const [patient] = rows.table('patient')
  const [journal, encounters, referrals] = [rows.table('journal'), rows.table('encounter'), rows.table('referral')]
  const { plans, unreadable } = medicationsOf(journal, lookup)
  const found: Found = {
    allergies: [],
    immunisations: [],
    observations: [],
    documents: [],
    unreadable: [...unreadable, ...encounters.flatMap(durationFault)],
  }
  const consultations = new Set(encounters.map(entryKey))
  for (const row of journal) sort(row, consultations, found, lookup)
  const unread = new Set(found.unreadable.map(one => one.key))
  const links = linksBetween({ journal: journal.filter(row => !unread.has(entryKey(row))), encounters, referrals })
  const concepts = new Map<string, Concept>(
    [...found.allergies, ...found.observations].map(one => [one.key, one.concept]),
  )
  const problems: Problem[] = journal.flatMap(row => {
    const actual = entryKey(row)
    const concept = row.columns.SUBSET === 'P' ? concepts.get(actual) : undefined
    return concept === undefined ? [] : [problemOf(row, actual, concept, links.ofProblem(row), lookup)]
  })
  return {
    ...(patient === undefined ? {} : { patient: patientOf(patient) }),
    allergies: found.allergies,
    medications: plans,
    consultations: encounters.map(row => consultationOf(row, links.inEncounter(row), lookup, ods.toUpperCase())),
    problems,
    immunisations: found.immunisations,
    observations: found.observations,
    investigations: [],
    referrals: referrals.map(row => {
      const { problems: named, others } = links.ofReferral(row)
      const reasons = named.flatMap(key => concepts.get(key) ?? [])
      return referralOf(row, { problems: reasons, supporting: others }, lookup)
    }),
    documents: found.documents,
    diary: [],
    unreadable: found.unreadable,
  }
}

/** Puts a row of the journal where it belongs; medicines have been taken out by `medicationsOf`. */
function sort(row: SourceRow, consultations: ReadonlySet<string>, found: Found, lookup: Lookup): void {
  const cells = row.columns
  if (isAllergyRow(cells)) put(allergyOf(row, lookup), found.allergies, found)
  else if (isDocumentRow(cells)) put(documentOf(row, lookup), found.documents, found)
  else if (cells.SUBSET === 'I') {
    const one = immunisationOf(row, lookup)
    if ('procedure' in one) found.immunisations.push(one)
    else put(one, found.observations, found)
  } else if (cells.SUBSET === 'C' || cells.SUBSET === 'T' || cells.SUBSET === 'P') {
    const encounter = linksOf(cells).encounter
    const isComment =
      cells.SUBSET !== 'P' && isFreeText(cells) && encounter !== undefined && consultations.has(encounter)
    put(isComment ? commentOf(row, lookup) : observationOf(row, lookup, 'coded'), found.observations, found)
  } else if (!/^[ARS]$/.test(cells.SUBSET ?? '')) {
    found.unreadable.push({
      key: entryKey(row),
      column: 'SUBSET',
      reason: "neither A, R, S, P, I, C, T nor L: what kind of entry it is can't be told",
    })
  }
}

function put<One extends object>(one: One | Unreadable, entries: One[], found: Found): void {
  if (isUnreadable(one)) found.unreadable.push(one)
  else entries.push(one)
}

const isUnreadable = (one: object): one is Unreadable => 'reason' in one && !('source' in one)
