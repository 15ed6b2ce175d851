/** Laboratory reports (STR-INV). */

import type { Investigation } from '../model/investigation.ts'
import type { ClinicalEntries } from '../model/record.ts'
import { openReport } from '../rules/open-report.ts'
import { type ClinicalTools, clinicalTools, days } from './clinical-tools.ts'
import { practiceRef } from './identity.ts'
import { filingObservation, filingsOf } from './investigation-filing.ts'
import type { ReportParts } from './investigation-parts.ts'
import { diagnosticReport } from './investigation-report.ts'
import { procedureRequest } from './investigation-request.ts'
import { resultObservations } from './investigation-result.ts'
import { specimenResource } from './investigation-specimen.ts'
import { type Family, familyOf } from './observation-related.ts'
import type { Links, Ref, RenderContext, RenderedArea, RenderedGroup, Withheld } from './rendered.ts'
import { clean } from './text.ts'

/**
 * One group a report, with its request, specimens, results and filing comments (STR-INV-02); its interval is when it was issued
 * (STR-INV-03). What isn't filed yet isn't sent (STR-WARN-11). Of a report with confidential results the rest is sent (STR-WARN-08).
 */
export function renderInvestigations(
  entries: ClinicalEntries,
  context: RenderContext,
  patientRef: Ref,
  links: Links,
): RenderedArea {
  const tools = clinicalTools(context, patientRef, links)
  const family = familyOf(entries.observations, tools)
  const groups: RenderedGroup[] = []
  const withheld: Withheld[] = []
  const leftOut: Withheld[] = []
  for (const one of entries.investigations) {
    if (one.filed === false) {
      leftOut.push({ source: one.source, key: one.key, reason: 'received, but not filed into the record yet' })
      continue
    }
    const open = openReport(one, context)
    for (const { entry, reason } of open.withheld) withheld.push({ source: entry.source, key: entry.key, reason })
    if (open.report !== undefined) groups.push(group(open.report, tools, family))
  }
  return {
    area: 'investigations',
    groups,
    shared: [],
    withheld,
    ...(leftOut.length === 0 ? {} : { leftOut, awaitingFiling: true as const }),
  }
}

function group(report: Investigation, tools: ClinicalTools, family: Family): RenderedGroup {
  const issued = report.issued ?? report.recorded
  const parts = partsOf(report, tools, family)
  const request = report.request === undefined ? undefined : procedureRequest(report.request, parts)
  const specimens = report.specimens.map(one => specimenResource(one, parts))
  const results = report.results.map(one => resultObservations(one, undefined, parts))
  const filings = filingsOf(report).map(one => filingObservation(one, undefined, parts))
  const own = diagnosticReport(parts, {
    request: request?.ref,
    specimens: specimens.map(({ ref }) => ref),
    results: [...results.flatMap(([first]) => first?.ref ?? []), ...filings.map(({ ref }) => ref)],
    beside: family(report),
  })
  return {
    entry: own.ref,
    ...days(issued),
    resources: [own, ...(request === undefined ? [] : [request]), ...specimens, ...results.flat(), ...filings],
  }
}

/** The laboratory by reference, or by its name where it is nobody of the directory. */
function partsOf(report: Investigation, tools: ClinicalTools, family: Family): ReportParts {
  const { source, organisation, laboratory } = report
  const found = tools.organization(source, organisation)
  const producer = found === practiceRef(tools.context.ods) && laboratory !== undefined ? undefined : found
  const display = clean(laboratory)
  return {
    report,
    tools,
    encounter: tools.encounter(report),
    family,
    laboratory: producer === undefined ? (display === undefined ? undefined : { display }) : { reference: producer },
    laboratoryRef: producer,
  }
}
