/** GET /metadata of version 0.7.4: the Conformance resource, with exactly what is there. Elements in DSTU2's order. */
import { interactions } from '@gpc/fhir'
import type { Operation } from '../exchange/exchange.ts'
import { dstu2Profile } from './dstu2.ts'

/** The day on which what is said here last changed. */
const date = '2026-11-23'

const profiles = [
  'searchset-bundle',
  'carerecord-composition',
  'patient',
  'organization',
  'practitioner',
  'device',
  'operationoutcome',
]

/** @param version of this software */
export function htmlMetadata(version: string): Operation {
  const json = JSON.stringify({
    resourceType: 'Conformance',
    version: '0.7.4',
    name: 'GP Connect Access Record HTML',
    status: 'active',
    publisher: 'The practice that the service root names',
    date,
    kind: 'capability',
    software: { name: 'GP Connect in TypeScript', version },
    fhirVersion: '1.0.2',
    acceptUnknown: 'both',
    format: ['application/json+fhir', 'application/xml+fhir'],
    profile: profiles.flatMap(dstu2Profile).map(reference => ({ reference })),
    rest: [
      {
        mode: 'server',
        security: { cors: false },
        operation: [
          {
            name: 'gpc.getcarerecord',
            definition: { reference: 'http://fhir.nhs.net/OperationDefinition/gpconnect-carerecord-operation-1' },
          },
        ],
      },
    ],
  })
  return { interaction: interactions.htmlMetadata, switched: false, handle: async () => ({ status: 200, json }) }
}
