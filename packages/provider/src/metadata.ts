/** The CapabilityStatement of each capability: exactly what is there (FND-CAP, STR-CAP). */
import { type Interaction, interactions, profiles } from '@gpc/fhir'
import type { Operation } from './exchange/exchange.ts'

/** The version of the specification that is implemented (FND-CAP-03, STR-CAP-02). */
const specification = '1.6.2'

/** The day on which what is said here last changed. */
const date = '2026-11-23'

interface Statement {
  readonly title: string
  readonly profiles: readonly string[]
  readonly resources: readonly object[]
  readonly operations: readonly { readonly name: string; readonly definition: { readonly reference: string } }[]
}

const operationDefinition = 'https://fhir.nhs.uk/STU3/OperationDefinition/GPConnect-GetStructuredRecord-Operation-1'

const getStructuredRecord = (version: string) => ({
  name: 'gpc.getstructuredrecord',
  definition: { reference: `${operationDefinition}/_history/${version}` },
})

const versioned = (profile: string, version: string): string => `${profile}/_history/${version}`

const read = { code: 'read' }
const search = { code: 'search-type' }
const identifier = [{ name: 'identifier', type: 'token' }]

/**
 * The specification's statement of Foundations lists the record's profiles and operation too, though they are served at a root of
 * their own: consumers look there for what a provider can do (FND-CAP-04).
 */
const foundations: Statement = {
  title: 'GP Connect Foundations',
  profiles: [
    profiles.patient,
    profiles.organization,
    profiles.practitioner,
    profiles.practitionerRole,
    profiles.location,
    profiles.operationOutcome,
    profiles.searchset,
    profiles.structuredRecord,
    profiles.list,
    profiles.allergyIntolerance,
    profiles.medication,
    profiles.medicationStatement,
    profiles.medicationRequest,
  ],
  resources: [
    { type: 'Patient', interaction: [read, search], searchParam: identifier },
    { type: 'Organization', interaction: [read, search], searchParam: identifier },
    { type: 'Practitioner', interaction: [read, search], searchParam: identifier },
    { type: 'Location', interaction: [read] },
  ],
  operations: [getStructuredRecord('1.15')],
}

/** With the version of each profile, as the specification's statement has them. */
const structured: Statement = {
  title: 'GP Connect Access Record Structured',
  profiles: [
    versioned(profiles.patient, '1.8'),
    versioned(profiles.organization, '1.4'),
    versioned(profiles.practitioner, '1.3'),
    versioned(profiles.practitionerRole, '1.2'),
    versioned(profiles.allergyIntolerance, '1.7'),
    versioned(profiles.medication, '1.2'),
    versioned(profiles.medicationStatement, '1.7'),
    versioned(profiles.medicationRequest, '1.6'),
    versioned(profiles.list, '1.7'),
    versioned(profiles.structuredRecord, '1.3'),
    versioned(profiles.operationOutcome, '1.2'),
  ],
  resources: [],
  operations: [getStructuredRecord('1.16')],
}

/** DOC-GEN-02. With the version of each profile, as the specification's statement has them. */
const documents: Statement = {
  title: 'GP Connect Access Document',
  profiles: [
    versioned(profiles.patient, '1.8'),
    versioned(profiles.organization, '1.4'),
    versioned(profiles.practitioner, '1.3'),
    versioned(profiles.practitionerRole, '1.2'),
    versioned(profiles.operationOutcome, '1.2'),
    versioned(profiles.documentReference, '1.3'),
    versioned(profiles.searchset, '1.3'),
  ],
  resources: [
    { type: 'Patient', interaction: [search], searchParam: identifier },
    { type: 'Binary', interaction: [read] },
    {
      type: 'DocumentReference',
      interaction: [search],
      searchInclude: [
        'DocumentReference:subject:Patient',
        'DocumentReference:custodian:Organization',
        'DocumentReference:author:Organization',
        'DocumentReference:author:Practitioner',
      ],
      searchRevInclude: ['PractitionerRole:practitioner'],
      searchParam: [
        { name: 'created', type: 'date' },
        { name: 'author', type: 'token' },
        { name: 'description', type: 'string' },
      ],
    },
  ],
  operations: [],
}

/** GET /metadata: answers whatever the practice has switched off (FND-CAP-02, NFR-ENA-04). */
function metadata(
  interaction: Interaction,
  { title, profiles: supported, resources, operations }: Statement,
  version: string,
): Operation {
  const json = JSON.stringify({
    resourceType: 'CapabilityStatement',
    version: specification,
    name: title,
    status: 'active',
    date,
    publisher: 'The practice that the service root names',
    kind: 'capability',
    software: { name: 'GP Connect in TypeScript', version },
    fhirVersion: '3.0.1',
    acceptUnknown: 'both',
    format: ['application/fhir+json', 'application/fhir+xml'],
    profile: supported.map(reference => ({ reference })),
    rest: [
      {
        mode: 'server',
        security: { cors: false },
        ...(resources.length === 0 ? {} : { resource: resources }),
        ...(operations.length === 0 ? {} : { operation: operations }),
      },
    ],
  })
  return { interaction, switched: false, handle: async () => ({ status: 200, json }) }
}

export const metadataOperations = (version: string): readonly Operation[] => [
  metadata(interactions.metadata, foundations, version),
  metadata(interactions.structuredMetadata, structured, version),
  metadata(interactions.documentsMetadata, documents, version),
]
