/** Filing comments as Observations (STR-INV-12, STR-INV-13). */
import { extensions, profiles } from '@gpc/fhir'
import type { Concept } from '../model/entry.ts'
import type { FilingComment, Investigation, TestResult } from '../model/investigation.ts'
import { head, instant, rendered, text } from './clinical-tools.ts'
import { coded, commentNote } from './coded.ts'
import type { ReportParts } from './investigation-parts.ts'
import { metas, reference } from './json.ts'
import type { Ref, RenderedResource } from './rendered.ts'

const meta = metas(profiles.observation)

/**
 * The filing comments of a report. What is sent has been filed (STR-WARN-11), so it always has one: where the source has none, an empty one
 * of the moment that the report was put into the record, which is when it was filed.
 */
export function filingsOf(report: Investigation): readonly FilingComment[] {
  const { filingComments, recorded, recorder, clinician } = report
  if (filingComments.length > 0 || report.results.some(hasFiling)) return filingComments
  const filer = recorder ?? clinician
  return [
    {
      key: `${report.key}-filed`,
      text: '',
      ...(recorded === undefined ? {} : { filed: recorded, recorded }),
      ...(filer === undefined ? {} : { filer }),
    },
  ]
}

function hasFiling({ filingComments = [], results }: TestResult): boolean {
  return filingComments.length > 0 || results.some(hasFiling)
}

/** @param of the group or result that was filed; without it the comment is of the report, which alone points at it */
export function filingObservation(
  comment: FilingComment,
  of: { readonly ref: Ref; readonly concept: Concept; readonly nopat: boolean } | undefined,
  { report, tools, encounter }: ReportParts,
): RenderedResource {
  const filer = tools.staff.orUnknown(report.source, comment.filer)
  const confidentiality = of?.nopat === true ? 'nopat' : report.confidentiality
  const issued = instant(comment.recorded ?? comment.filed)
  const resource = {
    ...head('Observation', meta, { source: report.source, key: comment.key, confidentiality }, tools.context),
    status: 'unknown',
    code: commentNote,
    subject: reference(tools.patientRef),
    context: encounter === undefined ? undefined : reference(encounter),
    effectiveDateTime: comment.filed,
    issued: issued.at,
    _issued: issued._at,
    performer: [reference(filer)],
    valueCodeableConcept: of === undefined ? undefined : coded(of.concept, extensions.descriptionIdNhs),
    comment: text([comment.text, ...issued.remarks]),
    related: of === undefined ? undefined : [{ type: 'derived-from', target: reference(of.ref) }],
  }
  return rendered(resource, [encounter, filer])
}
