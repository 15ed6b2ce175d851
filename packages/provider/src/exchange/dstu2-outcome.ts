/** OperationOutcome of version 0.7.4 (HTM-ERR-01). */
import { type Issue, operationOutcome } from '@gpc/fhir'

const profile = 'http://fhir.nhs.net/StructureDefinition/gpconnect-operationoutcome-1'
const system = 'http://fhir.nhs.net/ValueSet/gpconnect-error-or-warning-code-1'

export function dstu2Outcome(issues: readonly Issue[]) {
  const outcome = operationOutcome(issues)
  return {
    ...outcome,
    meta: { profile: [profile] },
    issue: outcome.issue.map(issue => ({
      ...issue,
      details: { ...issue.details, coding: issue.details.coding.map(coding => ({ ...coding, system })) },
    })),
  }
}
