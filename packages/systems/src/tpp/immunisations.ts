/** Vaccinations, and the consents to them. */
import type { Concept, EntryKey, Immunisation, Observation, Unreadable } from '@gpc/clinical'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { immunisationMeaning } from '../shared/immunisation-meaning.ts'
import { codedConcept } from './codes.ts'
import { dateOf } from './dates.ts'
import { entryKey, entryOf } from './entries.ts'
import { isLink } from './files.ts'
import { quantityOf } from './medications.ts'
import { codeNotes } from './observations.ts'
import { doneAtNotes, doneElsewhere, type Place } from './places.ts'
import type { NamedStaff } from './staff.ts'
import { labelled, labelledDate, mappedOrNumber } from './values.ts'

export interface Immunisations {
  readonly entries: readonly Immunisation[]
  readonly unreadable: readonly Unreadable[]
}

/** Vaccinations, and those among the rows of SRCode that were meant and not given, but for the rows that `taken` names. */
export function immunisationsOf(
  rows: PatientRows,
  taken: ReadonlySet<EntryKey>,
  lookup: Lookup,
  named: NamedStaff,
  place: Place,
): Immunisations {
  const entries: Immunisation[] = []
  const unreadable: Unreadable[] = []
  for (const row of rows.table('SRImmunisation')) {
    const procedure = procedureOf(row, lookup)
    if (procedure !== undefined) entries.push(immunisation(row, procedure, lookup, named, place))
    else unreadable.push({ key: entryKey(row), column: 'ImmsReadCode', reason: 'names no vaccination' })
  }
  for (const row of rows.table('SRCode')) {
    if (taken.has(entryKey(row))) continue
    const procedure = codedConcept(row.columns, lookup)
    if (isDeclined(procedure.text)) entries.push(declined(row, procedure, lookup, named, place))
  }
  return { entries, unreadable }
}

/** [I] By its words, for the extract has no list of such codes: a vaccine that somebody meant to give, and why it wasn't given. */
const isDeclined = (term = ''): boolean =>
  /\bvacc|immunis/i.test(term) && refused.test(term) && immunisationMeaning(term) === 'not-given'
const refused = /\b(declin|refus|not (given|done|administered)|contra-?\s?indicat|did not attend)/i

function declined(row: SourceRow, procedure: Concept, lookup: Lookup, named: NamedStaff, place: Place): Immunisation {
  const date = dateOf(row.columns.DateEvent)
  return {
    ...entryOf(row, procedure, lookup, named),
    procedure,
    notGiven: true,
    ...(date === undefined ? {} : { date }),
    notes: [...codeNotes(row, lookup), ...doneAtNotes(row, lookup, place)],
  }
}

/** Name and contents of a vaccine, as SRImmunisationContent has them. */
function vaccineOf({ columns }: SourceRow, lookup: Lookup): { readonly Name?: string; readonly Content?: string } {
  const { IDImmunisationContent: id } = columns
  return isLink(id) ? (lookup('SRImmunisationContent', id)[0]?.columns ?? {}) : {}
}

/** The procedure by its codes; a row without any is called by its vaccine, or by the number of the vaccination, for it must not be lost. */
function procedureOf(row: SourceRow, lookup: Lookup): Concept | undefined {
  const { ImmsReadCode, ImmsSNOMEDCode, IDVaccination } = row.columns
  const cells = {
    ...(ImmsReadCode === undefined ? {} : { CTV3Code: ImmsReadCode }),
    ...(ImmsSNOMEDCode === undefined ? {} : { SNOMEDCode: ImmsSNOMEDCode }),
  }
  const { codings, text } = codedConcept(cells, lookup)
  const name = text ?? vaccineOf(row, lookup).Name
  if (name !== undefined) return { codings, text: name }
  if (codings.length > 0) return { codings }
  const id = isLink(IDVaccination) ? `vaccination ${IDVaccination}` : undefined
  return id === undefined ? undefined : { codings, text: `SystmOne ${id}` }
}

function immunisation(
  row: SourceRow,
  procedure: Concept,
  lookup: Lookup,
  named: NamedStaff,
  place: Place,
): Immunisation {
  const { Dose, Location, Method, DateEvent, DateExpiry, VaccPart, VaccBatchNumber, VaccAreaCode } = row.columns
  const { Name, Content } = vaccineOf(row, lookup)
  const date = dateOf(DateEvent)
  const expires = dateOf(DateExpiry)
  const bodySite = mappedOrNumber(Location, lookup)
  const route = mappedOrNumber(Method, lookup)
  const part = mappedOrNumber(VaccPart, lookup)
  const sequence = part !== undefined && /^[1-9]\d?$/.test(part) ? Number(part) : undefined
  const status = mappedOrNumber(row.columns.VaccinationStatus, lookup)
  // [I] The values of VaccinationStatus aren't public: a word that may mean anything but given decides against it.
  const otherwise = status !== undefined && immunisationMeaning(status) !== 'given'
  const notGiven = otherwise || immunisationMeaning(procedure.text ?? '') === 'not-given'
  return {
    ...entryOf(row, procedure, lookup, named),
    procedure,
    ...(Name === undefined ? {} : { vaccine: { codings: [], text: Name } }),
    ...(notGiven ? { notGiven: true } : {}),
    ...(otherwise ? { reasonNotGiven: { codings: [], text: status } } : {}),
    ...(date === undefined ? {} : { date }),
    ...(VaccBatchNumber === undefined ? {} : { batch: VaccBatchNumber }),
    ...(expires === undefined ? {} : { expires }),
    ...(bodySite === undefined ? {} : { bodySite: { codings: [], text: bodySite } }),
    ...(route === undefined ? {} : { route: { codings: [], text: route } }),
    ...(Dose === undefined ? {} : { dose: quantityOf(Dose) }),
    ...(sequence === undefined ? {} : { doseSequence: sequence }),
    notes: [
      ...labelled('Vaccine contents', Content),
      ...(sequence === undefined ? labelled('Part', part) : []),
      ...labelled('Area code', VaccAreaCode),
      ...labelled('Status', status),
      ...doneAtNotes(row, lookup, place),
    ],
  }
}

/** No code is in the extract for a consent: the concept is its words, and rendering adds the code of a degraded entry (STR-IMM-19). */
export function consentsOf(rows: PatientRows, lookup: Lookup, named: NamedStaff, place: Place): readonly Observation[] {
  return rows.table('SRImmunisationConsent').map(row => {
    const { ConsentedToVacc, RefusalOrConsentCurrent, VaccName, VaccContent, DateEvent, DateEnded } = row.columns
    const consent = consentWords(ConsentedToVacc)
    const vaccine = mappedOrNumber(VaccName, lookup) ?? mappedOrNumber(VaccContent, lookup)
    const concept: Concept = { codings: [], text: vaccine === undefined ? consent : `${consent}: ${vaccine}` }
    const effective = dateOf(DateEvent)
    const ended = dateOf(DateEnded)
    const { organisation, notes } = doneElsewhere(row, lookup, place)
    return {
      ...entryOf(row, concept, lookup, named),
      kind: 'immunisation-status',
      concept,
      ...(effective === undefined ? {} : { effective }),
      ...(ended === undefined ? {} : { effectiveEnd: ended }),
      ...(organisation === undefined ? {} : { organisation }),
      notes: [
        ...(vaccine === VaccContent ? [] : labelled('Vaccine contents', mappedOrNumber(VaccContent, lookup))),
        ...(effective === undefined ? labelledDate('Ended', DateEnded) : []),
        ...(RefusalOrConsentCurrent === 'FALSE' ? ['No longer current'] : []),
        ...(RefusalOrConsentCurrent === undefined || /^(TRUE|FALSE)$/.test(RefusalOrConsentCurrent)
          ? []
          : labelled('Current', RefusalOrConsentCurrent)),
        ...notes,
      ],
    }
  })
}

function consentWords(cell: string | undefined): string {
  if (cell === 'TRUE') return 'Consent to immunisation'
  if (cell === 'FALSE') return 'Refusal of immunisation'
  return cell === undefined ? 'Consent to or refusal of immunisation' : `Consent to immunisation (${cell})`
}
