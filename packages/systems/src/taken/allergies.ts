/** Allergies out of AllergyIntolerance (STR-ALG-04 to 17, STR-ALG-25). Pure. */
import type { Allergy } from '@gpc/clinical'
import { type AllergyIntolerance, type CodeableConcept, codeSystems, extensions, isResource } from '@gpc/fhir'
import {
  common,
  concept,
  conceptIf,
  degradedConcept,
  entryKey,
  extensionsOf,
  given,
  notesOf,
  provenance,
  type Taken,
} from './reading.ts'

const degraded = {
  medication: { system: codeSystems.snomed, code: '196461000000101', display: 'Transfer-degraded drug allergy' },
  environment: { system: codeSystems.snomed, code: '196471000000108', display: 'Transfer-degraded non-drug allergy' },
} as const

const noneKnown = '716186003'

export function allergy(from: AllergyIntolerance, taken: Taken): Allergy {
  const category =
    from.category?.includes('medication') === false && from.category.length > 0 ? 'environment' : 'medication'
  const [reaction, ...more] = from.reaction ?? []
  const manifestations = (reaction?.manifestation ?? []).filter(
    one => !one.coding?.some(({ system, code }) => system?.trim() === codeSystems.nullFlavor && code !== 'ASKU'),
  )
  const [manifestation, ...others] = manifestations
  const end = extensionsOf(from, extensions.allergyEnd)[0]?.extension
  const part = (name: string) => end?.find(one => one.url.trim() === name)
  const isEnded = end !== undefined || from.clinicalStatus === 'resolved' || from.clinicalStatus === 'inactive'
  const reactionNotes = [
    ...others.flatMap(one => conceptIf(one)?.text ?? conceptIf(one)?.codings[0]?.display ?? []),
    ...more.flatMap(one => one.manifestation.flatMap(two => two.text ?? two.coding?.[0]?.display ?? [])),
  ].map(text => `Reaction: ${text}`)
  const severity =
    from.criticality === 'high' && reaction?.severity === 'severe' ? 'life-threatening' : reaction?.severity
  return {
    ...common(taken, from, entryKey(taken), {
      recorded: from.assertedDate,
      recorder: from.recorder,
      clinician: isResource(taken.find(from.asserter), 'Practitioner') ? from.asserter : undefined,
    }),
    concept: taken.degraded ? degradedConcept(from.code, degraded[category]) : concept(from.code),
    category,
    ...(from.code?.coding?.some(one => one.code?.trim() === noneKnown) === true ? { negation: true } : {}),
    ...given({
      type: from.type,
      onset: from.onsetDateTime,
      asserted: from.assertedDate,
      ended: isEnded
        ? given({ date: part('endDate')?.valueDateTime, reason: part('reasonEnded')?.valueString })
        : undefined,
      severity,
      reaction:
        conceptIf(manifestation) ??
        (reaction?.description === undefined ? undefined : { codings: [], text: reaction.description }),
      lastOccurrence: from.lastOccurrence,
      reportedByPatient: from.asserter?.reference?.includes('Patient/') === true ? (true as const) : undefined,
    }),
    notes: [
      ...notesOf(from.note),
      ...(manifestation === undefined || reaction?.description === undefined
        ? []
        : [`Reaction: ${reaction.description}`]),
      ...reactionNotes,
      ...unplaced(from),
      provenance(taken),
    ],
  }
}

/** What the model has no place for, labelled. */
function unplaced({ onsetString, onsetPeriod, reaction = [] }: AllergyIntolerance): string[] {
  const said = (label: string, text: string | undefined) => (text === undefined ? [] : [`${label}: ${text}`])
  const wordsOf = (from: CodeableConcept | undefined) =>
    from?.text ?? from?.coding?.[0]?.display ?? from?.coding?.[0]?.code
  return [
    ...said('Onset', onsetString),
    ...said('Onset', onsetPeriod === undefined ? undefined : `${onsetPeriod.start ?? ''} to ${onsetPeriod.end ?? ''}`),
    ...reaction.flatMap(({ substance, exposureRoute, onset, note }) => [
      ...said('Substance', wordsOf(substance)),
      ...said('Exposure route', wordsOf(exposureRoute)),
      ...said('Reaction began', onset),
      ...notesOf(note),
    ]),
  ]
}
