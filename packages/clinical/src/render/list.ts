/** The List resource around entries that are rendered already (STR-LIST-01 to 08, STR-WARN-01 to 07). */
import { codeSystems, displayDate, extensions, type LocalDate, profiles, valueSystems } from '@gpc/fhir'
import { reference, some } from './json.ts'
import type { Area, Ref } from './rendered.ts'

/** Clinical areas that have a primary list: documents have none (STR-DOC-01). */
export type PrimaryList = Exclude<Area, 'documents'>

/** SNOMED CT code and display of each primary list, and the title where it isn't the display (STR-LIST-01). */
export const primaryLists: Readonly<
  Record<PrimaryList, { readonly code: string; readonly display: string; readonly title?: string }>
> = {
  allergies: { code: '886921000000105', display: 'Allergies and adverse reactions' },
  'ended-allergies': { code: '1103671000000101', display: 'Ended allergies' },
  consultations: { code: '1149501000000101', display: 'List of consultations' },
  'diary-entries': { code: '714311000000108', display: 'Patient recall administration' },
  immunisations: { code: '1102181000000102', display: 'Immunisations' },
  investigations: { code: '887191000000108', display: 'Investigations and results' },
  medications: { code: '933361000000108', display: 'Medications and medical devices' },
  referrals: { code: '792931000000107', display: 'Outbound referral' },
  problems: { code: '717711000000103', display: 'Problems' },
  'uncategorised-data': { code: '826501000000100', display: 'Miscellaneous record', title: 'Uncategorised data' },
}

export type ListWarning = 'confidential-items' | 'data-in-transit' | 'data-awaiting-filing'

/** The text of a warning; dates are the patient's registration here (STR-WARN-02 to 04). */
function warningText(warning: ListWarning, registeredFrom: LocalDate | undefined): string {
  const before = `information recorded before ${registeredFrom === undefined ? 'an unknown date' : displayDate(registeredFrom)} may be missing.`
  switch (warning) {
    case 'confidential-items':
      return 'Items excluded due to confidentiality and/or patient preferences.'
    case 'data-in-transit':
      return `Patient record transfer from previous GP practice not yet complete; ${before}`
    case 'data-awaiting-filing':
      return `Patient record contains some items in the GP practice workflow that have not been reviewed for inclusion in this message; ${before}`
  }
}

/** STR-LIST-04. */
const clinicalSetting = {
  url: extensions.clinicalSetting,
  valueCodeableConcept: {
    coding: [{ system: codeSystems.snomed, code: '1060971000000108', display: 'General practice service' }],
  },
}

/** STR-LIST-07. */
const emptyReason = {
  coding: [{ system: valueSystems.listEmptyReason, code: 'no-content-recorded', display: 'No Content Recorded' }],
}

interface ListContent {
  readonly patientRef: Ref
  /** JSON texts of the items of `entry`, joined by commas; the empty text if there are none. */
  readonly entries: string
  readonly warnings: readonly ListWarning[]
  /** The patient's registration at this practice, for the warnings that name it. */
  readonly registeredFrom?: LocalDate
  /** When the list is made: an instant with offset (STR-LIST-05). */
  readonly date?: string
}

export interface ListInput extends ListContent {
  readonly area: PrimaryList
  /** JSON texts of contained resources, joined by commas (STR-ALG-03), and the id of the list that others refer to them by. */
  readonly contained?: { readonly id: string; readonly resources: string }
}

/**
 * A primary list as JSON text. It has no id, as nothing refers to it (STR-LIST-08), unless it contains what others refer to. With no entries it says so (STR-LIST-07),
 * also when all were withheld: then the note has both texts (STR-WARN-07).
 */
export function listJson(input: ListInput): string {
  const { code, display, title = display } = primaryLists[input.area]
  return listText(input, title, { system: codeSystems.snomed, code, display }, input.contained)
}

/** Secondary lists: what consultations hold, what problems are linked to (STR-LIST-09 to 14). `linked`: problems that only a link brings. */
export type SecondaryListName =
  | `consultations-${Exclude<Area, 'consultations'>}`
  | `problems-${Exclude<Area, 'problems'>}`
  | 'problems-linked'

const contained = 'contained in consultations'
const toProblems = 'related to problems'

/** Display and title of each secondary list; the code is the display in lower case with hyphens. The names are irregular, as the specification's table is. */
export const secondaryLists: Readonly<Record<SecondaryListName, string>> = {
  'consultations-allergies': `Consultations - allergies ${contained}`,
  'consultations-ended-allergies': `Consultations - allergies that have been ended ${contained}`,
  'consultations-diary-entries': `Consultations - diary entries ${contained}`,
  'consultations-documents': `Consultations - documents ${contained}`,
  'consultations-immunisations': `Consultations - immunisations ${contained}`,
  'consultations-investigations': `Consultations - investigations ${contained}`,
  'consultations-medications': `Consultations - medications ${contained}`,
  'consultations-referrals': 'Consultations - outbound referrals in consultations',
  'consultations-problems': `Consultations - problems ${contained}`,
  'consultations-uncategorised-data': `Consultations - uncategorised data ${contained}`,
  'problems-allergies': `Problems - allergies ${toProblems}`,
  'problems-ended-allergies': `Problems - allergies that have been ended ${toProblems}`,
  'problems-consultations': `Problems - consultations ${toProblems}`,
  'problems-diary-entries': `Problems - diary entries ${toProblems}`,
  'problems-documents': `Problems - documents ${toProblems}`,
  'problems-immunisations': `Problems - immunisations ${toProblems}`,
  'problems-investigations': `Problems - investigations ${toProblems}`,
  'problems-medications': `Problems - medications ${toProblems}`,
  'problems-referrals': `Problems - outbound referrals ${toProblems}`,
  'problems-linked': 'Problems - linked problems not relating to the primary query',
  'problems-uncategorised-data': `Problems - uncategorised data ${toProblems}`,
}

/** The list for what a consultation or a problem holds of an area; undefined for problems among problems, which are linked. */
export function secondaryListName(family: 'consultations' | 'problems', area: Area): SecondaryListName | undefined {
  const name = `${family}-${area}`
  return isSecondaryListName(name) ? name : undefined
}

const isSecondaryListName = (name: string): name is SecondaryListName => Object.hasOwn(secondaryLists, name)

export interface SecondaryListInput extends ListContent {
  readonly list: SecondaryListName
}

/** A secondary list as JSON text. */
export function secondaryListJson(input: SecondaryListInput): string {
  const display = secondaryLists[input.list]
  const code = display.toLowerCase().replace(' - ', '-').replaceAll(' ', '-')
  return listText(input, display, { system: valueSystems.secondaryList, code, display })
}

function listText(input: ListContent, title: string, coding: object, contained?: ListInput['contained']): string {
  const { patientRef, entries, warnings, registeredFrom, date } = input
  const empty = entries === ''
  const notes = warnings.map(warning => warningText(warning, registeredFrom))
  if (empty) notes.push('Information not available')
  const id = contained === undefined ? '' : `"id":"${contained.id}",`
  const inside = contained === undefined || contained.resources === '' ? '' : `"contained":[${contained.resources}],`
  const head = `{"resourceType":"List",${id}"meta":{"profile":["${profiles.list}"]},${inside}`
  const body = JSON.stringify({
    extension: [clinicalSetting, ...warnings.map(valueCode => ({ url: extensions.listWarningCode, valueCode }))],
    status: 'current',
    mode: 'snapshot',
    title,
    code: { coding: [coding] },
    subject: reference(patientRef),
    date,
    note: some(notes) === undefined ? undefined : [{ text: notes.join(' ') }],
    emptyReason: empty ? emptyReason : undefined,
  })
  return `${head}${body.slice(1, -1)}${empty ? '' : `,"entry":[${entries}]`}}`
}

/** One item of `entry`, as JSON text. */
export function listEntry(ref: Ref): string {
  return `{"item":{"reference":"${ref}"}}`
}
