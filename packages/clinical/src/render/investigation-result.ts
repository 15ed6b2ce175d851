/** Results of a report, and the headings of their groups, as Observations (STR-INV-10, STR-INV-11). */
import { extensions, profiles } from '@gpc/fhir'
import type { TestResult } from '../model/investigation.ts'
import { rangeText, valueText } from '../rules/value-text.ts'
import { head, instant, rendered, text } from './clinical-tools.ts'
import { coded, codedOnce, conceptText, nothingCoded } from './coded.ts'
import { entryId } from './identity.ts'
import { filingObservation } from './investigation-filing.ts'
import { laboratoryCategory, type ReportParts } from './investigation-parts.ts'
import { metas, reference, some } from './json.ts'
import type { Ref, RenderedResource } from './rendered.ts'
import { rangesJson, valueJson } from './value.ts'

const meta = metas(profiles.observation)
const descriptionUrl = extensions.descriptionIdNhs

/** A result first, then its members and filing comments. @param group the heading that it stands under */
export function resultObservations(
  result: TestResult,
  group: Ref | undefined,
  parts: ReportParts,
): readonly RenderedResource[] {
  const { report, tools, laboratory, laboratoryRef } = parts
  const { source } = result
  const ref: Ref = `Observation/${entryId(tools.context.ods, source, result.key)}`
  const nopat = [report, result].some(({ confidentiality }) => confidentiality === 'nopat')
  const members = result.results.map(one => resultObservations(one, ref, parts))
  const filings = (result.filingComments ?? []).map(one =>
    filingObservation(one, { ref, concept: result.concept, nopat }, parts),
  )
  const beside = parts.family(result)
  const isGroup = members.length > 0
  const code = codedOnce(result.concept, descriptionUrl)
  const method = codedOnce(result.method, descriptionUrl)
  const site = codedOnce(result.bodySite, descriptionUrl)
  const issued = instant(result.issued ?? report.issued ?? report.recorded, 'Issued')
  const encounter = tools.encounter(result) ?? parts.encounter
  const clinician = laboratoryRef === undefined ? undefined : tools.staff.known(source, result.clinician)
  const performers = [
    ...(laboratory === undefined ? [] : [laboratory]),
    ...(clinician === undefined ? [] : [reference(clinician)]),
  ]
  const specimen = specimenOf(result, parts)
  const resource = {
    ...head('Observation', meta, nopat ? { ...result, confidentiality: 'nopat' as const } : result, tools.context),
    status: result.status,
    category: isGroup ? undefined : [laboratoryCategory],
    code: code.concept ?? nothingCoded,
    subject: reference(tools.patientRef),
    context: encounter === undefined ? undefined : reference(encounter),
    effectiveDateTime: result.effective,
    issued: issued.at,
    _issued: issued._at,
    performer: some(performers),
    ...(isGroup ? {} : valueJson(result.value, descriptionUrl)),
    interpretation: coded(result.interpretation, descriptionUrl),
    comment: text([
      ...result.notes,
      ...(isGroup ? headingNotes(result) : [...method.remarks, ...site.remarks]),
      ...code.remarks,
      ...issued.remarks,
    ]),
    bodySite: isGroup ? undefined : site.concept,
    method: isGroup ? undefined : method.concept,
    specimen: specimen === undefined ? undefined : reference(specimen),
    referenceRange: isGroup ? undefined : rangesJson(result.ranges),
    related: relatedOf([...members.flatMap(([first]) => first?.ref ?? []), ...beside], group),
  }
  return [rendered(resource, [encounter, laboratoryRef, clinician, ...beside]), ...members.flat(), ...filings]
}

/** What a heading has no element for (STR-INV-10). */
function headingNotes({ value, ranges = [], method, bodySite }: TestResult): string[] {
  return [
    value === undefined ? '' : `Value: ${valueText(value)}`,
    ...ranges.map(range => `Reference range: ${rangeText(range)}`),
    method === undefined ? '' : `Method: ${conceptText(method)}`,
    bodySite === undefined ? '' : `Body site: ${conceptText(bodySite)}`,
  ]
}

/** The specimen of a result, if the report has it. */
function specimenOf({ specimen }: TestResult, { report, tools }: ReportParts): Ref | undefined {
  const found = report.specimens.find(({ key }) => key === specimen)
  return found === undefined ? undefined : `Specimen/${entryId(tools.context.ods, report.source, found.key)}`
}

function relatedOf(members: readonly Ref[], group: Ref | undefined) {
  return some([
    ...members.map(ref => ({ type: 'has-member', target: reference(ref) })),
    ...(group === undefined ? [] : [{ type: 'derived-from', target: reference(group) }]),
  ])
}
