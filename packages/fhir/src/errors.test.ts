import { expect, test } from 'vitest'
import { GpConnectError, operationOutcome, type SpineCode, spineErrors } from './errors.ts'

/** The table of the error guidance, written down once more. */
const table: readonly (readonly [SpineCode, string, number, string])[] = [
  ['INVALID_IDENTIFIER_SYSTEM', 'Invalid identifier system', 400, 'value'],
  ['INVALID_IDENTIFIER_VALUE', 'Invalid identifier value', 400, 'value'],
  ['INVALID_NHS_NUMBER', 'Invalid NHS number', 400, 'value'],
  ['INVALID_PATIENT_DEMOGRAPHICS', 'Invalid patient demographics', 400, 'business-rule'],
  ['BAD_REQUEST', 'Bad request', 400, 'invalid'],
  ['CONFLICTING_VALUES', 'Conflicting values have been specified in different fields', 400, 'invalid'],
  ['NO_PATIENT_CONSENT', 'Patient has not provided consent to share data', 403, 'forbidden'],
  ['NO_ORGANISATIONAL_CONSENT', 'Organisation has not provided consent to share data', 403, 'forbidden'],
  ['ACCESS DENIED', 'Access has been denied to process this request', 403, 'forbidden'],
  ['NO_RELATIONSHIP', 'No legitimate relationship exists with this patient', 403, 'forbidden'],
  ['PATIENT_NOT_FOUND', 'Patient not found', 404, 'not-found'],
  ['PRACTITIONER_NOT_FOUND', 'Practitioner not found', 404, 'not-found'],
  ['ORGANISATION_NOT_FOUND', 'Organisation not found', 404, 'not-found'],
  ['NO_RECORD_FOUND', 'No record found', 404, 'not-found'],
  ['DUPLICATE_REJECTED', 'Create would lead to creation of a duplicate resource', 409, 'duplicate'],
  ['FHIR_CONSTRAINT_VIOLATION', 'FHIR constraint violated', 409, 'conflict'],
  ['INVALID_RESOURCE', 'Invalid validation of resource', 422, 'invalid'],
  ['INVALID_PARAMETER', 'Invalid parameter', 422, 'invalid'],
  ['REFERENCE_NOT_FOUND', 'Reference not found', 422, 'invalid'],
  ['NOT_IMPLEMENTED', 'Not implemented', 501, 'not-supported'],
  ['INTERNAL_SERVER_ERROR', 'Unexpected internal server error', 500, 'processing'],
]

test.each(table)('ERR-GEN-01 ERR-GEN-02 ERR-GEN-05 ERR-GEN-10 ERR-MAP-01 %s', (code, display, status, issue) => {
  expect(new GpConnectError(code, 'why').status).toBe(status)
  expect(operationOutcome([{ severity: 'error', code, diagnostics: 'why' }])).toEqual({
    resourceType: 'OperationOutcome',
    meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-OperationOutcome-1'] },
    issue: [
      {
        severity: 'error',
        code: issue,
        details: {
          coding: [{ system: 'https://fhir.nhs.uk/STU3/CodeSystem/Spine-ErrorOrWarningCode-1', code, display }],
        },
        diagnostics: 'why',
      },
    ],
  })
})

test('the table has every code that there is', () => {
  expect(table.map(([code]) => code).sort()).toEqual(Object.keys(spineErrors).sort())
})
