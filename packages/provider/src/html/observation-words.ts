/** What stands in the cells of an observation. */
import type { ClinicalDate } from '@gpc/fhir'
import type { Observation } from './resources.ts'
import { dated, labelled, lines, ranges, term, titled, valueText } from './words.ts'

export const dateOf = ({ effectiveDateTime, effectivePeriod }: Observation): ClinicalDate | undefined =>
  effectiveDateTime ?? effectivePeriod?.start ?? effectivePeriod?.end

/** The value; of several components each with its name. */
export function valueLines(one: Observation): readonly string[] {
  return lines(
    valueText(one),
    ...(one.component ?? []).map(part => labelled(titled(part.code), valueText(part) || 'not recorded')),
  )
}

export function rangeLines({ referenceRange, component = [] }: Observation): readonly string[] {
  return [
    ...ranges(referenceRange),
    ...component.flatMap(part => ranges(part.referenceRange).map(text => labelled(titled(part.code), text))),
  ]
}

export function detailLines(one: Observation): readonly string[] {
  const { interpretation, component = [], effectivePeriod, bodySite, method, comment } = one
  return lines(
    labelled('Interpretation', term(interpretation)),
    ...component.map(part => labelled(`Interpretation of ${titled(part.code)}`, term(part.interpretation))),
    effectivePeriod?.start === undefined ? '' : dated('Until', effectivePeriod.end),
    labelled('Body site', term(bodySite)),
    labelled('Method', term(method)),
    comment,
  )
}
