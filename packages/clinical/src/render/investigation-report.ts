/** DiagnosticReport (STR-INV-05 to 09). */
import { codeSystems, extensions, identifiers, profiles } from '@gpc/fhir'
import { head, instant, rendered, text } from './clinical-tools.ts'
import { coded } from './coded.ts'
import type { ConceptJson } from './concept.ts'
import { laboratoryCategory, type ReportParts } from './investigation-parts.ts'
import { metas, reference, some } from './json.ts'
import type { Ref, RenderedResource } from './rendered.ts'
import { clean } from './text.ts'

const meta = metas(profiles.diagnosticReport)
const descriptionUrl = extensions.descriptionIdHl7
const fixedCode = { system: codeSystems.snomed, code: '721981007', display: 'Diagnostic studies report' }

export function diagnosticReport(
  { report, tools, encounter, laboratory, laboratoryRef }: ReportParts,
  refs: {
    readonly request: Ref | undefined
    readonly specimens: readonly Ref[]
    readonly results: readonly Ref[]
    readonly beside: readonly Ref[]
  },
): RenderedResource {
  const issued = instant(report.issued ?? report.recorded, 'Issued')
  const begin = head('DiagnosticReport', meta, report, tools.context)
  const reportId = clean(report.reportId)
  const resource = {
    ...begin,
    // STR-INV-06
    identifier: [
      ...begin.identifier,
      ...(reportId === undefined ? [] : [{ system: identifiers.laboratoryReport, value: reportId }]),
    ],
    basedOn: refs.request === undefined ? undefined : [reference(refs.request)],
    status: report.status,
    category: laboratoryCategory,
    code: codeOf(coded(report.title, descriptionUrl)),
    subject: reference(tools.patientRef),
    context: encounter === undefined ? undefined : reference(encounter),
    issued: issued.at,
    _issued: issued._at,
    performer: laboratory === undefined ? undefined : [{ actor: laboratory }],
    specimen: some(refs.specimens.map(reference)),
    result: some([...refs.results, ...refs.beside].map(reference)),
    conclusion: text([report.conclusion ?? '', ...issued.remarks]),
    codedDiagnosis: some((report.diagnoses ?? []).flatMap(one => coded(one, descriptionUrl) ?? [])),
  }
  return rendered(resource, [encounter, laboratoryRef, ...refs.beside])
}

/** The fixed code first, then what the source calls the report. */
function codeOf(title: ConceptJson | undefined) {
  const others = (title?.coding ?? []).filter(
    ({ system, code }) => system !== fixedCode.system || code !== fixedCode.code,
  )
  return { coding: [fixedCode, ...others], text: title?.text }
}
