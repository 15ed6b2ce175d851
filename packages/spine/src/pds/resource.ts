/** PDS's FHIR R4 resources, as the national PDS FHIR API shapes them. */
import { identifiers, versionOf } from '@gpc/fhir'
import type { PdsName, PdsRecord } from './person.ts'

/** `https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode`: PDS's error codes. */
export const pdsErrorSystem = 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode'

const verified = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus'
const verifiedSystem = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus'
const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'

/** A Patient. A restricted record has neither address nor practice. */
export function patientResource(record: PdsRecord) {
  const { nhsNumber, sensitive, deceased, birthDate, names, addresses, generalPractitionerOds } = record
  const label = sensitive ? { code: 'R', display: 'restricted' } : { code: 'U', display: 'unrestricted' }
  const shownAddresses = sensitive ? [] : addresses
  return {
    resourceType: 'Patient',
    id: nhsNumber,
    identifier: [
      {
        system: identifiers.nhsNumber,
        value: nhsNumber,
        extension: [
          {
            url: verified,
            valueCodeableConcept: {
              coding: [
                { system: verifiedSystem, version: '1.0.0', code: '01', display: 'Number present and verified' },
              ],
            },
          },
        ],
      },
    ],
    meta: {
      versionId: versionOf(JSON.stringify(record)),
      security: [{ system: confidentiality, ...label }],
    },
    name: names.map((name, i) => nameElement(name, String(i + 1))),
    gender: record.gender,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(deceased === undefined ? {} : deceased === true ? { deceasedBoolean: true } : { deceasedDateTime: deceased }),
    ...(shownAddresses.length === 0
      ? {}
      : {
          address: shownAddresses.map(({ use, lines, postcode }, i) => ({
            id: String(i + 1),
            use: use ?? 'home',
            line: lines,
            ...(postcode === undefined ? {} : { postalCode: postcode }),
          })),
        }),
    ...(sensitive || generalPractitionerOds === undefined
      ? {}
      : {
          generalPractitioner: [
            {
              id: '1',
              type: 'Organization',
              identifier: { system: identifiers.odsOrganization, value: generalPractitionerOds },
            },
          ],
        }),
  }
}

function nameElement({ use, prefix, given, family }: PdsName, id: string) {
  return {
    id,
    use: use ?? 'usual',
    given,
    ...(family === undefined ? {} : { family }),
    ...(prefix === undefined ? {} : { prefix }),
  }
}

export interface PdsProblem {
  readonly status: number
  readonly severity: 'error' | 'information'
  readonly issue: string
  readonly code: string
  readonly display: string
  readonly diagnostics?: string
}

const problem = (status: number, issue: string, code: string, display: string) => ({
  status,
  severity: 'error' as const,
  issue,
  code,
  display,
})

/** PDS's answers other than data, by code. */
export const pdsProblems = {
  invalidNumber: problem(400, 'value', 'INVALID_RESOURCE_ID', 'Resource Id is invalid'),
  missing: problem(400, 'structure', 'MISSING_VALUE', 'Required value is missing'),
  invalidValue: problem(400, 'value', 'INVALID_VALUE', 'Provided value is invalid'),
  unknownParameter: problem(400, 'structure', 'ADDITIONAL_PROPERTIES', 'Message contains additional properties'),
  severalAsked: problem(403, 'forbidden', 'INVALID_VALUE', 'Cannot complete request'),
  notFound: problem(404, 'not-found', 'RESOURCE_NOT_FOUND', 'Resource not found'),
  invalidated: problem(
    404,
    'not-found',
    'INVALIDATED_RESOURCE',
    'Resource that has been marked as invalid was requested - invalid resources cannot be retrieved',
  ),
  unsupported: problem(400, 'processing', 'UNSUPPORTED_SERVICE', 'Unsupported Service'),
  method: problem(405, 'not-supported', 'UNSUPPORTED_SERVICE', 'Unsupported Service'),
  tooMany: {
    status: 200,
    severity: 'information',
    issue: 'multiple-matches',
    code: 'TOO_MANY_MATCHES',
    display: 'Too Many Matches',
  },
  failed: problem(500, 'exception', 'INTERNAL_SERVER_ERROR', 'Failed to generate response'),
} as const satisfies Record<string, PdsProblem>

/** The OperationOutcome of a problem. */
export function pdsOutcome({ severity, issue, code, display, diagnostics }: PdsProblem) {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity,
        code: issue,
        details: { coding: [{ system: pdsErrorSystem, version: '1', code, display }] },
        ...(diagnostics === undefined ? {} : { diagnostics }),
      },
    ],
  }
}
