/** ProcedureRequest of a test: what the report tells of its request (STR-INV-14, STR-INV-15). */
import { extensions, profiles } from '@gpc/fhir'
import type { TestRequest } from '../model/investigation.ts'
import { head, note, rendered } from './clinical-tools.ts'
import { coded } from './coded.ts'
import type { ReportParts } from './investigation-parts.ts'
import { metas, reference, some } from './json.ts'
import type { RenderedResource } from './rendered.ts'

const meta = metas(profiles.procedureRequest)
const descriptionUrl = extensions.descriptionIdHl7

/** Whoever issued the report is who was asked to do it. */
export function procedureRequest(
  request: TestRequest,
  { report, tools, laboratory, laboratoryRef }: ReportParts,
): RenderedResource {
  const requester =
    request.requester === undefined ? undefined : tools.staff.orUnknown(report.source, request.requester)
  const resource = {
    ...head('ProcedureRequest', meta, { ...report, key: request.key, formerIdentifiers: [] }, tools.context),
    status: 'active',
    intent: 'order',
    code: coded(request.concept, descriptionUrl) ?? { text: 'No code available' },
    subject: reference(tools.patientRef),
    requester: requester === undefined ? undefined : { agent: reference(requester) },
    performer: laboratory,
    reasonCode: some((request.reasons ?? []).flatMap(one => coded(one, descriptionUrl) ?? [])),
    note: note(request.notes),
  }
  return rendered(resource, [requester, laboratoryRef])
}
