/** Allergies, as a clinician reads them. Pure. */
import { allergyEnd, displayOf, type StructuredRecord } from '@gpc/client'
import type { AllergyIntolerance } from '@gpc/fhir'
import type { Paint } from '../text.ts'
import { visible, wrap } from './layout.ts'
import { personName, said } from './words.ts'

/** One allergy: what it is to, how severe, since when, what happened, and all that was noted. */
export function allergyLines(
  allergy: AllergyIntolerance,
  record: StructuredRecord,
  paint: Paint,
  width: number,
): string[] {
  const name = visible(displayOf(allergy.code) ?? 'Allergy without a name')
  const end = allergyEnd(allergy)
  const facts = [
    severityOf(allergy),
    allergy.type,
    allergy.onsetDateTime === undefined ? undefined : `since ${said(allergy.onsetDateTime)}`,
    allergy.lastOccurrence === undefined ? undefined : `last occurred ${said(allergy.lastOccurrence)}`,
    end === undefined ? undefined : `ENDED ${end.date === undefined ? 'on a day that is not known' : said(end.date)}`,
    end?.reason === undefined ? undefined : `reason: ${end.reason}`,
    ...(allergy.verificationStatus === 'refuted' || allergy.verificationStatus === 'entered-in-error'
      ? [allergy.verificationStatus.toUpperCase()]
      : []),
  ].filter(fact => fact !== undefined)
  const recorder = personName(record.practitioner(allergy.recorder, allergy)?.name?.[0])
  const recorded = [
    allergy.assertedDate === undefined ? undefined : `recorded ${said(allergy.assertedDate)}`,
    recorder === undefined ? undefined : `by ${recorder}`,
  ].filter(part => part !== undefined)
  const grave = /severe|high/.test(severityOf(allergy) ?? '')
  return [
    ...wrap(name, width, '  ', '    ').map(line => paint(end === undefined && grave ? ['bold', 'red'] : 'bold', line)),
    ...(facts.length === 0 ? [] : wrap(visible(facts.join(', ')), width, '    ')),
    ...reactionLines(allergy, width),
    ...(allergy.note ?? []).flatMap(({ text }) => wrap(visible(text), width, '    ')),
    ...(recorded.length === 0 ? [] : wrap(visible(recorded.join(' ')), width, '    ').map(line => paint('dim', line))),
  ]
}

function severityOf({ reaction, criticality }: AllergyIntolerance): string | undefined {
  const levels = ['mild', 'moderate', 'severe'] as const
  const worst = levels.findLast(level => reaction?.some(one => one.severity === level))
  if (criticality === 'high') return worst === undefined ? 'high risk' : `${worst}, life-threatening`
  return worst
}

function reactionLines({ reaction = [] }: AllergyIntolerance, width: number): string[] {
  return reaction.flatMap(({ manifestation, description, substance, note = [] }) => {
    const informative = manifestation.filter(
      one => !one.coding?.some(coding => coding.code === 'NI' || coding.code === 'UNC'),
    )
    const words = [
      ...informative.flatMap(one => displayOf(one) ?? []),
      ...(description === undefined ? [] : [description]),
      ...(substance === undefined ? [] : [`to ${displayOf(substance) ?? 'a substance without a name'}`]),
      ...note.map(one => one.text),
    ]
    return words.length === 0 ? [] : wrap(visible(`Reaction: ${words.join('; ')}`), width, '    ')
  })
}
