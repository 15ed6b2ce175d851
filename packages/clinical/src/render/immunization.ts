/** Immunization (STR-IMM-04 to 17). */
import { codeSystems, extensions, firstDay, lastDay, profiles, valueSystems } from '@gpc/fhir'
import type { Consultation } from '../model/consultation.ts'
import type { Concept } from '../model/entry.ts'
import type { Immunisation } from '../model/immunisation.ts'
import { type ClinicalTools, head, note, rendered } from './clinical-tools.ts'
import { coded, codedOnce, conceptText, nothingCoded } from './coded.ts'
import { ifUnknown, metas, reference, some, unknownValue } from './json.ts'
import { dayOf } from './period.ts'
import type { Ref, RenderedResource } from './rendered.ts'
import { clean } from './text.ts'
import { quantityText, simpleQuantity } from './value.ts'

const meta = metas(profiles.immunization)
const descriptionUrl = extensions.descriptionIdHl7
const unknownConcept = { coding: [{ system: codeSystems.nullFlavor, code: 'UNK', display: 'unknown' }] }

/** @param consultation that it was recorded in, if the record has it */
export function immunization(
  one: Immunisation,
  consultation: Consultation | undefined,
  tools: ClinicalTools,
): RenderedResource {
  const given = one.notGiven !== true
  const encounter = tools.encounter(one)
  const location = locationOf(one, encounter === undefined ? undefined : consultation, tools)
  // The profile binds the other URL of description ids here.
  const vaccine = codedOnce(one.vaccine, extensions.descriptionIdNhs)
  const [site, route] = [codedOnce(one.bodySite, descriptionUrl), codedOnce(one.route, descriptionUrl)]
  const dose = simpleQuantity(one.dose)
  const practitioners = practitionersOf(one, tools)
  const manufacturer = clean(one.manufacturer)
  const resource = {
    ...beginning(one, tools),
    status: 'completed',
    notGiven: !given,
    vaccineCode: vaccine.concept ?? unknownConcept,
    patient: reference(tools.patientRef),
    encounter: encounter === undefined ? undefined : reference(encounter),
    date: one.date,
    primarySource: one.secondHand !== true,
    reportOrigin: one.secondHand === true ? coded(one.reportOrigin, descriptionUrl) : undefined,
    location: location === undefined ? undefined : reference(location),
    manufacturer: manufacturer === undefined ? undefined : { display: manufacturer },
    lotNumber: clean(one.batch),
    expirationDate: one.expires === undefined ? undefined : dayOf(one.expires),
    site: given ? site.concept : undefined,
    route: given ? route.concept : undefined,
    doseQuantity: given ? dose : undefined,
    practitioner: practitioners.map(({ ref, role }) => ({ role, actor: reference(ref) })),
    note: note([
      ...one.notes,
      ...vaccine.remarks,
      ...(given ? [...site.remarks, ...route.remarks] : []),
      ...unplaced(one, given),
    ]),
    explanation: explanation(one, given),
    vaccinationProtocol: given ? protocol(one) : undefined,
  }
  return rendered(resource, [encounter, location, ...practitioners.map(({ ref }) => ref)])
}

/** What every resource has, with the extensions between `meta` and `identifier` (STR-IMM-05 to 07). */
function beginning(one: Immunisation, { context }: ClinicalTools) {
  const { resourceType, id, meta: profile, identifier } = head('Immunization', meta, one, context)
  const extension: object[] = [
    { url: extensions.dateRecorded, valueDateTime: one.recorded, _valueDateTime: ifUnknown(one.recorded) },
    {
      url: extensions.vaccinationProcedure,
      valueCodeableConcept: coded(one.procedure, descriptionUrl) ?? nothingCoded,
    },
  ]
  if (one.parentPresent !== undefined)
    extension.unshift({ url: extensions.parentPresent, valueBoolean: one.parentPresent })
  return { resourceType, id, meta: profile, extension, identifier }
}

/** The site recorded, else the consultation's where it was done in it, on its day and not told by somebody else (STR-IMM-11). */
function locationOf(one: Immunisation, consultation: Consultation | undefined, tools: ClinicalTools): Ref | undefined {
  if (one.site !== undefined) return tools.location(one.source, one.site)
  const { start, site } = consultation ?? {}
  if (start === undefined || one.date === undefined || one.secondHand === true) return undefined
  const [day, other] = [firstDay(start), firstDay(one.date)]
  return day === other && day === lastDay(start) && day === lastDay(one.date)
    ? tools.location(one.source, site)
    : undefined
}

const role = (code: string, display: string) => ({ coding: [{ system: valueSystems.immunisationRole, code, display }] })
const administering = role('AP', 'Administering Provider')
const entering = role('EP', 'Entering Provider')

/**
 * STR-IMM-12: who gave it and who recorded it. Where the source can't tell who gave it, one person has no role, and of two the one who only
 * recorded it is known.
 */
function practitionersOf({ source, recorder, clinician, administrator }: Immunisation, { staff }: ClinicalTools) {
  const recording = staff.orUnknown(source, recorder)
  const giving = administrator === undefined ? undefined : staff.orUnknown(source, administrator)
  const responsible = staff.known(source, clinician)
  if (giving === undefined) {
    if (responsible === undefined || responsible === recording) return [{ ref: recording, role: undefined }]
    return [
      { ref: responsible, role: undefined },
      { ref: recording, role: entering },
    ]
  }
  if (administrator === recorder) return [{ ref: giving, role: administering }]
  return [
    { ref: giving, role: administering },
    { ref: recording, role: entering },
  ]
}

/** STR-IMM-14. */
function explanation({ reason, reasonNotGiven }: Immunisation, given: boolean) {
  const why = coded(given ? reason : reasonNotGiven, descriptionUrl)
  if (why === undefined) return undefined
  return given ? { reason: [why] } : { reasonNotGiven: [why] }
}

/** Where the source knows anything of the course (STR-IMM-15); what is mandatory in it and isn't known says so. */
function protocol({ doseSequence, dosesInCourse, courseDescription, targetDiseases = [] }: Immunisation) {
  const sequence = positive(doseSequence)
  const doses = positive(dosesInCourse)
  const description = clean(courseDescription)
  const diseases = targetDiseases.flatMap(one => codedOnce(one, descriptionUrl).concept ?? [])
  if (sequence === undefined && doses === undefined && description === undefined && diseases.length === 0)
    return undefined
  return [
    {
      doseSequence: sequence,
      _doseSequence: sequence === undefined ? unknownValue : undefined,
      description,
      seriesDoses: doses,
      targetDisease: some(diseases) ?? [unknownConcept],
      doseStatus: { coding: [{ system: valueSystems.doseStatus, code: 'count', display: 'Counts' }] },
    },
  ]
}

const positive = (number: number | undefined): number | undefined =>
  number !== undefined && Number.isInteger(number) && number > 0 ? number : undefined

/** What has no element, or none for what wasn't given, labelled (STR-IMM-17). */
function unplaced(one: Immunisation, given: boolean): string[] {
  const named = (name: string, concept: Concept | undefined): string =>
    concept === undefined ? '' : `${name}: ${conceptText(concept)}`
  const amount = quantityText(one.dose)
  const dose = amount === undefined ? '' : `Dose: ${amount}`
  const origin = one.secondHand === true ? '' : named('Report origin', one.reportOrigin)
  const zero = [
    one.doseSequence !== undefined && positive(one.doseSequence) === undefined
      ? `Dose number: ${one.doseSequence}`
      : '',
    one.dosesInCourse !== undefined && positive(one.dosesInCourse) === undefined
      ? `Doses in course: ${one.dosesInCourse}`
      : '',
  ]
  if (given) return [dose, origin, ...zero, named('Reason not given', one.reasonNotGiven)]
  const { value, unit } = one.dose ?? {}
  const intended = simpleQuantity(one.dose) === undefined ? dose : `Dose: ${[value, unit].filter(Boolean).join(' ')}`
  return [
    intended,
    origin,
    named('Site', one.bodySite),
    named('Route', one.route),
    named('Reason', one.reason),
    one.doseSequence === undefined ? '' : `Dose number: ${one.doseSequence}`,
    one.dosesInCourse === undefined ? '' : `Doses in course: ${one.dosesInCourse}`,
    one.courseDescription === undefined ? '' : `Course: ${one.courseDescription}`,
    ...(one.targetDiseases ?? []).map(disease => named('Target disease', disease)),
  ]
}
