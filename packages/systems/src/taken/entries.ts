/** Problems, vaccinations, observations, referrals and diary entries out of their resources. Pure. */
import type { Component, DiaryEntry, Immunisation, Observation, Problem, Range, Referral, Value } from '@gpc/clinical'
import {
  type CodeableConcept,
  type Condition,
  extensions,
  type Observation as FhirObservation,
  type Immunization,
  identifiers,
  isResource,
  type ObservationComponent,
  type ObservationRange,
  type ObservationValue,
  type ProcedureRequest,
  type ReferralRequest,
} from '@gpc/fhir'
import {
  common,
  concept,
  conceptIf,
  decimal,
  entryKey,
  extensionsOf,
  given,
  notesOf,
  provenance,
  quantity,
  type Taken,
} from './reading.ts'

/** Its links aren't taken: what they lead to may not be here. */
export function problem(from: Condition, taken: Taken): Problem {
  const significance = extensionsOf(from, extensions.problemSignificance)[0]?.valueCode?.trim()
  return {
    ...common(taken, from, entryKey(taken), {
      recorded: from.assertedDate,
      recorder: from.asserter,
      clinician: from.asserter,
    }),
    concept: concept(from.code),
    status: from.clinicalStatus === 'inactive' || from.clinicalStatus === 'resolved' ? 'inactive' : 'active',
    ...given({
      significance: significance === 'major' || significance === 'minor' ? significance : undefined,
      onset: from.onsetDateTime,
      ended: from.abatementDateTime,
    }),
    related: [],
    problems: [],
    notes: [
      ...(from.onsetString === undefined ? [] : [`Onset: ${from.onsetString}`]),
      ...(from.abatementString === undefined ? [] : [`Ended: ${from.abatementString}`]),
      ...notesOf(from.note),
      provenance(taken),
    ],
  }
}

export function immunisation(from: Immunization, taken: Taken): Immunisation {
  const by = (role: string) =>
    from.practitioner?.find(one => one.role?.coding?.some(({ code }) => code?.trim() === role))?.actor
  const protocol = from.vaccinationProtocol?.[0]
  const isUnknown = from.vaccineCode?.coding?.every(one => one.code?.trim() === 'UNK') === true
  const maker = taken.find(from.manufacturer)
  const place = taken.find(from.location)
  const targets = (protocol?.targetDisease ?? []).flatMap(one => conceptIf(one) ?? [])
  return {
    ...common(taken, from, entryKey(taken), {
      recorded: extensionsOf(from, extensions.dateRecorded)[0]?.valueDateTime,
      recorder: by('EP') ?? from.practitioner?.[0]?.actor,
    }),
    procedure: concept(
      extensionsOf(from, extensions.vaccinationProcedure)[0]?.valueCodeableConcept ?? from.vaccineCode,
    ),
    ...given({
      vaccine: isUnknown ? undefined : conceptIf(from.vaccineCode),
      notGiven: from.notGiven ? (true as const) : undefined,
      date: from.date,
      secondHand: from.primarySource === false ? (true as const) : undefined,
      reportOrigin: conceptIf(from.reportOrigin),
      administrator: common(taken, from, '', { recorder: by('AP') }).recorder,
      manufacturer: isResource(maker, 'Organization') ? maker.name : from.manufacturer?.display,
      batch: from.lotNumber,
      expires: from.expirationDate,
      bodySite: conceptIf(from.site),
      route: conceptIf(from.route),
      dose: quantity(from.doseQuantity),
      reason: conceptIf(from.explanation?.reason?.[0]),
      reasonNotGiven: conceptIf(from.explanation?.reasonNotGiven?.[0]),
      doseSequence: protocol?.doseSequence,
      dosesInCourse: protocol?.seriesDoses,
      courseDescription: protocol?.description,
      targetDiseases: targets.length === 0 ? undefined : targets,
      parentPresent: extensionsOf(from, extensions.parentPresent)[0]?.valueBoolean,
    }),
    notes: [
      ...notesOf(from.note),
      ...(isResource(place, 'Location') && place.name !== undefined ? [`Location: ${place.name}`] : []),
      provenance(taken),
    ],
  }
}

export function observation(from: FhirObservation, taken: Taken, part = ''): Observation {
  const ranges = (from.referenceRange ?? []).flatMap(one => rangeOf(one) ?? [])
  const components = (from.component ?? []).map(componentOf)
  const [absent, method] = [wordsOf(from.dataAbsentReason), wordsOf(from.method)]
  return {
    ...common(taken, from, entryKey(taken, part), {
      recorded: from.issued,
      recorder: from.performer?.[0],
      clinician: from.performer?.[0],
    }),
    kind: 'coded',
    concept: concept(from.code),
    ...given({
      effective: from.effectiveDateTime ?? from.effectivePeriod?.start,
      effectiveEnd: from.effectivePeriod?.end,
      value: valueIn(from),
      ranges: ranges.length === 0 ? undefined : ranges,
      interpretation: conceptIf(from.interpretation),
      components: components.length === 0 ? undefined : components,
      bodySite: conceptIf(from.bodySite),
    }),
    notes: [
      ...(absent === undefined ? [] : [`No value: ${absent}`]),
      ...(method === undefined ? [] : [`Method: ${method}`]),
      ...(from.comment === undefined ? [] : [from.comment]),
      provenance(taken),
    ],
  }
}

const wordsOf = (from: CodeableConcept | undefined): string | undefined =>
  from?.text ?? from?.coding?.[0]?.display ?? from?.coding?.[0]?.code

function componentOf(from: ObservationComponent): Component {
  return {
    concept: concept(from.code),
    ...given({
      value: valueIn(from),
      range: rangeOf(from.referenceRange?.[0]),
      interpretation: conceptIf(from.interpretation),
    }),
  }
}

export function valueIn(from: ObservationValue): Value | undefined {
  const { valueQuantity, valueCodeableConcept, valueString, valueBoolean, valueDateTime, valueTime, valueRange } = from
  if (valueQuantity?.value !== undefined) {
    const { value, comparator, unit, code } = valueQuantity
    return { kind: 'quantity', value: decimal(value), ...given({ comparator, unit: unit ?? code }) }
  }
  const found = conceptIf(valueCodeableConcept)
  if (found !== undefined) return { kind: 'concept', concept: found }
  const range = valueRange === undefined ? undefined : `${valueRange.low?.value ?? ''}–${valueRange.high?.value ?? ''}`
  const text =
    valueString ??
    valueDateTime ??
    valueTime ??
    range ??
    (valueBoolean === undefined ? undefined : String(valueBoolean))
  return text === undefined ? undefined : { kind: 'text', text }
}

export function rangeOf(from: ObservationRange | undefined): Range | undefined {
  if (from === undefined) return undefined
  const { low, high, text } = from
  const found = given({
    low: low?.value === undefined ? undefined : decimal(low.value),
    high: high?.value === undefined ? undefined : decimal(high.value),
    unit: low?.unit ?? high?.unit,
    text,
  })
  return Object.keys(found).length === 0 ? undefined : found
}

const priorities = ['routine', 'urgent', 'asap'] as const

export function referral(from: ReferralRequest, taken: Taken): Referral {
  const [reason, ...reasons] = from.reasonCode ?? []
  const recipients = (from.recipient ?? []).flatMap(
    reference => nameOf(taken, reference.reference) ?? reference.display ?? [],
  )
  const words = (from.serviceRequested ?? [])
    .slice(1)
    .flatMap(one => conceptIf(one)?.text ?? one.coding?.[0]?.display ?? [])
  return {
    ...common(taken, from, entryKey(taken), {
      recorded: from.authoredOn,
      recorder: from.requester?.agent,
      clinician: from.requester?.agent,
    }),
    reason: concept(reason ?? from.serviceRequested?.[0]),
    ...given({
      date: from.authoredOn,
      priority: priorities.find(one => one === from.priority),
      ubrn: from.identifier?.find(one => one.system?.trim() === identifiers.ubrn)?.value,
      cancelled: from.status === 'cancelled' ? (true as const) : undefined,
      service: reason === undefined ? undefined : conceptIf(from.serviceRequested?.[0]),
      specialty: conceptIf(from.specialty),
      description: from.description,
    }),
    notes: [
      ...recipients.map(name => `Recipient: ${name}`),
      ...reasons.flatMap(one => conceptIf(one)?.text ?? one.coding?.[0]?.display ?? []).map(text => `Reason: ${text}`),
      ...words.map(text => `Service: ${text}`),
      ...notesOf(from.note),
      provenance(taken),
    ],
  }
}

function nameOf(taken: Taken, reference: string | undefined): string | undefined {
  const found = taken.find(reference === undefined ? undefined : { reference })
  if (isResource(found, 'Organization') || isResource(found, 'HealthcareService')) return found.name
  if (!isResource(found, 'Practitioner')) return undefined
  const [name] = found.name ?? []
  return name?.text ?? [...(name?.prefix ?? []), ...(name?.given ?? []), name?.family ?? ''].join(' ').trim()
}

/** A plan, not done (STR-DRY-08). */
export function diaryEntry(from: ProcedureRequest, taken: Taken): DiaryEntry {
  return {
    ...common(taken, from, entryKey(taken), {
      recorded: from.authoredOn,
      recorder: from.requester?.agent,
      clinician: from.requester?.agent,
    }),
    concept: concept(from.code),
    status: 'open',
    ...given({
      due: from.occurrenceDateTime ?? from.occurrencePeriod?.start,
      dueEnd: from.occurrencePeriod?.end,
      reason: conceptIf(from.reasonCode?.[0]),
    }),
    notes: [...notesOf(from.note), provenance(taken)],
  }
}
