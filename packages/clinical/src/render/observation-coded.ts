/** A coded Observation: uncategorised data, blood pressure, and status records of immunisations (STR-UNC-04 to 18, STR-IMM-18). */
import { extensions, profiles, valueSystems } from '@gpc/fhir'
import type { Component, Observation } from '../model/observation.ts'
import { valueText } from '../rules/value-text.ts'
import { type ClinicalTools, head, instant, rendered, text } from './clinical-tools.ts'
import { coded, codedOnce, degradedEntry, nothingCoded } from './coded.ts'
import { type ConceptJson, noInformation } from './concept.ts'
import { practiceRef } from './identity.ts'
import { metas, reference, some } from './json.ts'
import { type Family, relatedJson } from './observation-related.ts'
import { period } from './period.ts'
import type { Ref, RenderedResource } from './rendered.ts'
import { rangesJson, valueJson } from './value.ts'

const meta = metas(profiles.observation)
const descriptionUrl = extensions.descriptionIdNhs

export function codedObservation(one: Observation, tools: ClinicalTools, family: Family): RenderedResource {
  const { context, patientRef } = tools
  const code = codedOnce(one.concept, descriptionUrl)
  const site = codedOnce(one.bodySite, descriptionUrl)
  const components = componentsJson(one.components)
  const repeated = (components.json ?? []).some(part => isSameCode(part.code, code.concept))
  const encounter = tools.encounter(one)
  const issued = instant(one.recorded)
  const when = effective(one)
  const { performers, remarks } = performersOf(one, tools)
  const related = relatedJson(one, tools, family(one))
  const resource = {
    ...head('Observation', meta, one, context),
    status: 'final',
    code: codeOf(one, code.concept),
    subject: reference(patientRef),
    context: encounter === undefined ? undefined : reference(encounter),
    ...when.json,
    issued: issued.at,
    _issued: issued._at,
    performer: performers.map(reference),
    ...(repeated ? {} : valueJson(one.value, descriptionUrl)),
    interpretation: coded(one.interpretation, descriptionUrl),
    comment: text([
      ...one.notes,
      repeated && one.value !== undefined ? `Value: ${valueText(one.value)}` : '',
      ...code.remarks,
      ...site.remarks,
      ...components.remarks,
      ...when.remarks,
      ...remarks,
      ...issued.remarks,
    ]),
    bodySite: site.concept,
    referenceRange: rangesJson(one.ranges),
    related: related.json,
    component: components.json,
  }
  return rendered(resource, [encounter, ...performers, ...related.refs])
}

/** FHIR has no value beside a component of the same code. */
function isSameCode(a: ConceptJson, b: ConceptJson | undefined): boolean {
  const names = ({ coding = [], text }: ConceptJson) => [...coding.map(one => `${one.system} ${one.code}`), text ?? '']
  const other = new Set(names(b ?? nothingCoded).filter(name => name !== ''))
  return names(a).some(name => other.has(name))
}

/** Words only where there is no code (STR-COM-10); a consent or dissent then has the degrade code (STR-IMM-19). */
function codeOf({ kind }: Observation, concept: ReturnType<typeof coded>) {
  if (kind !== 'immunisation-status' || concept?.coding !== undefined) return concept ?? nothingCoded
  return degradedEntry(descriptionUrl, concept?.text ?? noInformation)
}

function effective({ effective, effectiveEnd }: Observation) {
  if (effectiveEnd === undefined) return { json: { effectiveDateTime: effective }, remarks: [] }
  const { period: effectivePeriod, remarks } = period(effective, effectiveEnd)
  return { json: { effectivePeriod }, remarks }
}

/** STR-UNC-05: clinician, and the organisation where it was done elsewhere; if neither is told, who recorded it. */
function performersOf(
  { source, clinician, recorder, organisation }: Observation,
  { context, ...tools }: ClinicalTools,
) {
  const found = tools.organization(source, organisation)
  const here = organisation === undefined || found === practiceRef(context.ods)
  const place = here ? undefined : found
  const person =
    clinician === undefined && place !== undefined ? undefined : tools.staff.orUnknown(source, clinician ?? recorder)
  const performers: Ref[] = [person, place].filter(one => one !== undefined)
  const unknown = !here && place === undefined
  return { performers, remarks: unknown ? ['Performed at an organisation that the practice has no details of.'] : [] }
}

const notKnown = { coding: [{ system: valueSystems.dataAbsentReason, code: 'unknown', display: 'Unknown' }] }

/** A component without a value says so (STR-UNC-15). */
function componentsJson(components: readonly Component[] | undefined) {
  const all = (components ?? []).map(({ concept, value, range, interpretation }) => {
    const code = codedOnce(concept, descriptionUrl)
    const found = valueJson(value, descriptionUrl)
    const json = {
      code: code.concept ?? nothingCoded,
      ...found,
      dataAbsentReason: Object.keys(found).length === 0 ? notKnown : undefined,
      interpretation: coded(interpretation, descriptionUrl),
      referenceRange: range === undefined ? undefined : rangesJson([range]),
    }
    return { json, remarks: code.remarks }
  })
  return { json: some(all.map(({ json }) => json)), remarks: all.flatMap(({ remarks }) => remarks) }
}
