/** AllergyIntolerance, active and ended (STR-ALG-01 to 22). */
import { codeSystems, displayDate, extensions, type LocalDate, profiles } from '@gpc/fhir'
import type { Allergy } from '../model/allergy.ts'
import { hasEnded, sortAllergies } from '../rules/no-known-allergies.ts'
import { confidential } from './clinical-tools.ts'
import { type ConceptJson, codeableConcept, codedOrDegraded, degrade, noInformation, withOneSnomed } from './concept.ts'
import { endedAllergiesRef, entryId, entryIdentifiers, type Staff, staffOf } from './identity.ts'
import { ifUnknown, metas, reference, some } from './json.ts'
import { encounterOf } from './links.ts'
import type { Links, Ref, RenderContext, RenderedArea, RenderedGroup } from './rendered.ts'
import { clean, cleanAll } from './text.ts'

const meta = metas(profiles.allergyIntolerance)
const descriptionUrl = extensions.descriptionIdNhs

/**
 * Both lists of allergies (STR-ALG-01). Active ones are resources of their own; ended ones are contained in their list and
 * named `#id` there (STR-ALG-03), and `List/id#id` everywhere else: FHIR allows `#id` only beside what it names. Allergies have no date filter (STR-ALG-02), so every group always counts.
 */
export function renderAllergies(
  allergies: readonly Allergy[],
  context: RenderContext,
  patientRef: Ref,
  links: Links,
): [active: RenderedArea, ended: RenderedArea] {
  const staff = staffOf(context)
  const sorted = sortAllergies(allergies, context)
  const group = (allergy: Allergy, ended: boolean): RenderedGroup => {
    const id = entryId(context.ods, allergy.source, allergy.key)
    const entry = ended ? `#${id}` : `AllergyIntolerance/${id}`
    const ref = ended ? `${endedAllergiesRef(context.ods, patientRef)}${entry}` : entry
    const { json, refs } = allergyIntolerance(id, allergy, context, patientRef, staff, links)
    return { entry, from: '', to: '', resources: [{ ref, json, refs }] }
  }
  return [
    {
      area: 'allergies',
      groups: sorted.active.map(one => group(one, false)),
      shared: [],
      withheld: sorted.confidential.active.map(confidential),
      leftOut: sorted.leftOut.map(({ allergy: { source, key }, reason }) => ({ source, key, reason })),
    },
    {
      area: 'ended-allergies',
      groups: sorted.ended.map(one => group(one, true)),
      shared: [],
      withheld: sorted.confidential.ended.map(confidential),
    },
  ]
}

function allergyIntolerance(
  id: string,
  allergy: Allergy,
  context: RenderContext,
  patientRef: Ref,
  staff: Staff,
  links: Links,
) {
  const { source, confidentiality, asserted = allergy.recorded, category } = allergy
  const over = hasEnded(allergy, context.today)
  const recorder = staff.orUnknown(source, allergy.recorder)
  const clinician = staff.known(source, allergy.clinician)
  const asserter = allergy.reportedByPatient === true ? patientRef : clinician
  const degraded = category === 'medication' ? degrade.drugAllergy : degrade.otherAllergy
  const notes = notesOf(allergy, context.today)
  const encounter = encounterOf(allergy, links)
  const json = JSON.stringify({
    resourceType: 'AllergyIntolerance',
    id,
    meta: confidentiality === 'nopat' ? meta.nopat : meta.open,
    extension: some([...(over ? [allergyEnd(allergy.ended)] : []), ...recordedIn(encounter)]),
    identifier: entryIdentifiers(allergy, context.ods),
    clinicalStatus: over ? 'resolved' : 'active',
    verificationStatus: 'unconfirmed',
    type: allergy.type,
    category: [category],
    criticality: allergy.severity === 'life-threatening' ? 'high' : undefined,
    code: codedOrDegraded(allergy.concept, descriptionUrl, degraded),
    patient: reference(patientRef),
    onsetDateTime: allergy.onset,
    assertedDate: asserted,
    _assertedDate: ifUnknown(asserted),
    recorder: reference(recorder),
    asserter: asserter === undefined ? undefined : reference(asserter),
    lastOccurrence: allergy.lastOccurrence,
    note: notes.length === 0 ? undefined : [{ text: notes.join('\n') }],
    reaction: reaction(allergy),
  })
  const refs = [recorder, asserter === patientRef ? undefined : asserter, encounter].filter(ref => ref !== undefined)
  return { json, refs: [...new Set(refs)] }
}

/** STR-ALG-14. */
function recordedIn(encounter: Ref | undefined): object[] {
  return encounter === undefined ? [] : [{ url: extensions.encounter, valueReference: reference(encounter) }]
}

/** STR-ALG-04: date and reason, both mandatory; the profile's name for the reason is `reasonEnded`. */
function allergyEnd(ended: Allergy['ended']) {
  return {
    url: extensions.allergyEnd,
    extension: [
      { url: 'endDate', valueDateTime: ended?.date, _valueDateTime: ifUnknown(ended?.date) },
      { url: 'reasonEnded', valueString: clean(ended?.reason) ?? noInformation },
    ],
  }
}

/** All text in one note (STR-ALG-15), with what an end in the future says. */
function notesOf(allergy: Allergy, today: LocalDate): string[] {
  const { notes, ended } = allergy
  if (ended?.date === undefined || hasEnded(allergy, today)) return cleanAll(notes)
  return cleanAll([...notes, `End date: ${displayDate(ended.date)}`, ended.reason ? `End reason: ${ended.reason}` : ''])
}

const nullFlavor = (code: string, display: string): ConceptJson => ({
  coding: [{ system: codeSystems.nullFlavor, code, display }],
})
const notAsked = nullFlavor('NI', 'NoInformation')
const unencoded = nullFlavor('UNC', 'un-encoded')

/**
 * One reaction with one manifestation (STR-ALG-16): the coded one; UNC with the words as description where there is no code;
 * NI where only a severity is known. Life-threatening is sent as severe, with `criticality` high (STR-ALG-17).
 */
function reaction({ reaction: source, severity }: Allergy) {
  const concept = source === undefined ? undefined : codeableConcept(source, descriptionUrl)
  if (concept === undefined && severity === undefined) return undefined
  const level = severity === 'life-threatening' ? 'severe' : severity
  if (concept === undefined) return [{ manifestation: [notAsked], severity: level }]
  if (concept.coding === undefined) {
    return [{ manifestation: [unencoded], description: concept.text, severity: level }]
  }
  const one = withOneSnomed(concept)
  const description = some(one.others)?.join('; ')
  return [{ manifestation: [one.concept], description, severity: level }]
}
