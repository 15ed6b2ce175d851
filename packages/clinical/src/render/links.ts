/** Where the keys of a record lead: what references are made of (STR-COM-14, STR-OP-16). */
import type { Consultation } from '../model/consultation.ts'
import type { Entry, EntryKey, SourceName } from '../model/entry.ts'
import type { FilingComment, Investigation, TestResult } from '../model/investigation.ts'
import type { MedicationPlan } from '../model/medication.ts'
import type { ClinicalEntries } from '../model/record.ts'
import { sourceKey } from '../rules/blood-pressure.ts'
import { hasContent } from '../rules/consultation-content.ts'
import { sortAllergies } from '../rules/no-known-allergies.ts'
import { openReport } from '../rules/open-report.ts'
import { sentPlan } from '../rules/sent-plans.ts'
import { isWithheld } from '../rules/withheld.ts'
import { endedAllergiesRef, entryId } from './identity.ts'
import type { Area, Link, Links, Ref, RenderContext } from './rendered.ts'

/** For entries that are rendered on their own. */
export const noLinks: Links = () => undefined

/**
 * The links of a record. A key that nothing is rendered for leads nowhere: an empty consultation (STR-CON-09), a report that isn't filed
 * (STR-WARN-11), a "no known allergies" that isn't true (STR-ALG-22). If two entries have the same key the first counts, and the one that
 * must not leave before it.
 * @param joined of each reading that went into another observation: its `source key`, and the key that has it now
 */
export function linksOf(
  entries: ClinicalEntries,
  context: RenderContext,
  patientRef: Ref,
  joined: ReadonlyMap<string, EntryKey> = new Map(),
): Links {
  const links = new Map<string, Link>()
  const find: Links = (source, key) => links.get(sourceKey(source, key))
  const add = (source: SourceName, key: EntryKey, link: Link): void => {
    const name = sourceKey(source, key)
    const known = links.get(name)
    if (known === undefined || (link.withheld && !known.withheld)) links.set(name, link)
  }
  const refOf = (type: string, source: SourceName, key: EntryKey): Ref => `${type}/${entryId(context.ods, source, key)}`
  const addEntry = (type: string, area: Area, entry: Entry): void => {
    const ref = refOf(type, entry.source, entry.key)
    add(entry.source, entry.key, { ref, entry: ref, area, withheld: isWithheld(entry, context) })
  }

  addAllergies(entries, context, patientRef, add)
  for (const plan of entries.medications) addPlan(plan, context, add)
  for (const one of entries.problems) addEntry('Condition', 'problems', one)
  for (const one of entries.immunisations) addEntry('Immunization', 'immunisations', one)
  for (const one of entries.observations) {
    addEntry('Observation', one.kind === 'immunisation-status' ? 'immunisations' : 'uncategorised-data', one)
  }
  for (const report of entries.investigations) if (report.filed !== false) addReport(report, context, add)
  for (const one of entries.referrals) addEntry('ReferralRequest', 'referrals', one)
  for (const one of entries.documents) addEntry('DocumentReference', 'documents', one)
  for (const one of entries.diary) {
    if (one.status === 'open') addEntry('ProcedureRequest', 'diary-entries', one)
    // STR-CON-13: what is done is a comment of its consultation.
    else addEntry('Observation', 'uncategorised-data', one)
  }
  for (const [name, key] of joined) {
    const link = links.get(`${name.slice(0, name.indexOf(' '))} ${key}`)
    if (link !== undefined && !links.has(name)) links.set(name, link)
  }
  // Last, as a consultation is only there if something in it is.
  for (const one of entries.consultations) addConsultation(one)
  return find

  function addConsultation(one: Consultation): void {
    const content = hasContent(one, find)
    if (content === 'none') return
    const ref = refOf('Encounter', one.source, one.key)
    const withheld = content === 'withheld' || isWithheld(one, context)
    add(one.source, one.key, { ref, entry: ref, area: 'consultations', withheld })
  }
}

type Add = (source: SourceName, key: EntryKey, link: Link) => void

function addAllergies({ allergies }: ClinicalEntries, context: RenderContext, patientRef: Ref, add: Add): void {
  const { active, ended, confidential } = sortAllergies(allergies, context)
  const addAll = (list: typeof allergies, area: 'allergies' | 'ended-allergies', withheld: boolean): void => {
    for (const { source, key } of list) {
      const id = entryId(context.ods, source, key)
      const ref =
        area === 'allergies' ? `AllergyIntolerance/${id}` : `${endedAllergiesRef(context.ods, patientRef)}#${id}`
      add(source, key, { ref, entry: ref, area, withheld })
    }
  }
  addAll(active, 'allergies', false)
  addAll(ended, 'ended-allergies', false)
  addAll(confidential.active, 'allergies', true)
  addAll(confidential.ended, 'ended-allergies', true)
}

/** A plan, and its issues: each belongs to the statement of the part that it is in (STR-PRB-11). */
function addPlan(plan: MedicationPlan, context: RenderContext, add: Add): void {
  const idOf = ({ source, key }: Entry) => entryId(context.ods, source, key)
  const addOne = (one: Entry, statementOf: Entry, withheld: boolean): void =>
    add(one.source, one.key, {
      ref: `MedicationRequest/${idOf(one)}`,
      entry: `MedicationStatement/${idOf(statementOf)}-MS`,
      area: 'medications',
      withheld,
    })
  const { parts, withheld } = sentPlan(plan, context)
  for (const { entry } of withheld) addOne(entry, plan, true)
  for (const part of parts) {
    addOne(part.plan, part.plan, false)
    for (const issue of part.issues) addOne(issue, part.plan, false)
  }
}

/** A report and all of its parts lead to the report; what of them must not leave is what the open report doesn't have. */
function addReport(report: Investigation, context: RenderContext, add: Add): void {
  const open = openReport(report, context).report
  const sent = new Set(open === undefined ? [] : partsOf(open).map(([, key]) => key))
  const refOf = (type: string, key: EntryKey): Ref => `${type}/${entryId(context.ods, report.source, key)}`
  const entry = refOf('DiagnosticReport', report.key)
  for (const [type, key] of partsOf(report)) {
    add(report.source, key, { ref: refOf(type, key), entry, area: 'investigations', withheld: !sent.has(key) })
  }
}

/** Type and key of each resource that a report is made of. */
function partsOf(report: Investigation): readonly (readonly [type: string, key: EntryKey])[] {
  const ofComments = (comments: readonly FilingComment[] = []) =>
    comments.map(({ key }) => ['Observation', key] as const)
  const ofResult = (result: TestResult): readonly (readonly [string, EntryKey])[] => [
    ['Observation', result.key],
    ...ofComments(result.filingComments),
    ...result.results.flatMap(ofResult),
  ]
  return [
    ['DiagnosticReport', report.key],
    ...(report.request === undefined ? [] : [['ProcedureRequest', report.request.key] as const]),
    ...report.specimens.map(({ key }) => ['Specimen', key] as const),
    ...report.results.flatMap(ofResult),
    ...ofComments(report.filingComments),
  ]
}

/** The Encounter that an entry was recorded in, if it is one that is sent (STR-COM-14, STR-ALG-14, STR-MED-18). */
export function encounterOf({ source, encounter }: Entry, links: Links): Ref | undefined {
  const link = encounter === undefined ? undefined : links(source, encounter)
  return link === undefined || link.withheld || link.area !== 'consultations' ? undefined : link.ref
}
