/** The error catalogue of GP Connect: one Spine code, one display, one HTTP status, one issue code (ERR-MAP-01). */
import { profiles, valueSystems } from './urls.ts'

export const spineErrors = {
  INVALID_IDENTIFIER_SYSTEM: ['Invalid identifier system', 400, 'value'],
  INVALID_IDENTIFIER_VALUE: ['Invalid identifier value', 400, 'value'],
  INVALID_NHS_NUMBER: ['Invalid NHS number', 400, 'value'],
  INVALID_PATIENT_DEMOGRAPHICS: ['Invalid patient demographics', 400, 'business-rule'],
  BAD_REQUEST: ['Bad request', 400, 'invalid'],
  CONFLICTING_VALUES: ['Conflicting values have been specified in different fields', 400, 'invalid'],
  NO_PATIENT_CONSENT: ['Patient has not provided consent to share data', 403, 'forbidden'],
  NO_ORGANISATIONAL_CONSENT: ['Organisation has not provided consent to share data', 403, 'forbidden'],
  'ACCESS DENIED': ['Access has been denied to process this request', 403, 'forbidden'],
  NO_RELATIONSHIP: ['No legitimate relationship exists with this patient', 403, 'forbidden'],
  PATIENT_NOT_FOUND: ['Patient not found', 404, 'not-found'],
  PRACTITIONER_NOT_FOUND: ['Practitioner not found', 404, 'not-found'],
  ORGANISATION_NOT_FOUND: ['Organisation not found', 404, 'not-found'],
  NO_RECORD_FOUND: ['No record found', 404, 'not-found'],
  DUPLICATE_REJECTED: ['Create would lead to creation of a duplicate resource', 409, 'duplicate'],
  FHIR_CONSTRAINT_VIOLATION: ['FHIR constraint violated', 409, 'conflict'],
  INVALID_RESOURCE: ['Invalid validation of resource', 422, 'invalid'],
  INVALID_PARAMETER: ['Invalid parameter', 422, 'invalid'],
  REFERENCE_NOT_FOUND: ['Reference not found', 422, 'invalid'],
  NOT_IMPLEMENTED: ['Not implemented', 501, 'not-supported'],
  INTERNAL_SERVER_ERROR: ['Unexpected internal server error', 500, 'processing'],
} as const satisfies Record<string, readonly [display: string, status: number, issue: string]>

export type SpineCode = keyof typeof spineErrors

/** An error that GP Connect has a code for; whoever answers the request makes an OperationOutcome of it (ERR-GEN-01). */
export class GpConnectError extends Error {
  override readonly name = 'GpConnectError'
  readonly code: SpineCode
  readonly status: number

  /**
   * @param code the Spine code
   * @param diagnostics the precise cause, for the caller's developer; never patient data, never an inner detail (ERR-GEN-04)
   * @param status another HTTP status than the table's, where the pages say so (415 in ERR-MAP-04 and 05, 405 and 404 in ERR-MAP-06)
   */
  constructor(code: SpineCode, diagnostics: string, status?: number) {
    super(diagnostics)
    this.code = code
    this.status = status ?? spineErrors[code][1]
  }
}

export interface Issue {
  readonly severity: 'error' | 'warning'
  readonly code: SpineCode
  readonly diagnostics: string
  /** `details.text`, where the pages prescribe one. */
  readonly text?: string
}

/** An OperationOutcome as the pages shape it (ERR-GEN-01, ERR-GEN-02). */
export function operationOutcome(issues: readonly Issue[]) {
  return {
    resourceType: 'OperationOutcome' as const,
    meta: { profile: [profiles.operationOutcome] },
    issue: issues.map(({ severity, code, diagnostics, text }) => ({
      severity,
      code: spineErrors[code][2],
      details: {
        coding: [{ system: valueSystems.errorOrWarning, code, display: spineErrors[code][0] }],
        ...(text === undefined ? {} : { text }),
      },
      diagnostics,
    })),
  }
}
