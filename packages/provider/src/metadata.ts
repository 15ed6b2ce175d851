/** The CapabilityStatement of each capability: exactly what is there (FND-CAP, STR-CAP). */
import { extensions, type Interaction, interactions, profiles, routingSegments } from '@gpc/fhir'
import type { PracticeSettings } from '@gpc/store'
import type { Operation } from './exchange/exchange.ts'
import { operationNames, restResources } from './metadata-rest.ts'

/** The version of the specification that is implemented (FND-CAP-03, STR-CAP-02). */
const specification = '1.6.2'

/** The day on which what is said here last changed. */
const date = '2026-11-23'

interface Statement {
  readonly interaction: Interaction
  readonly title: string
  readonly profiles: readonly string[]
  /** What is to be said of a resource besides its interactions, by its type. */
  readonly details: Readonly<Record<string, object>>
  /** References of the operations' definitions, by the operations' names. */
  readonly definitions: Readonly<Record<string, string>>
}

const definition = (name: string): string =>
  `https://fhir.nhs.uk/STU3/OperationDefinition/GPConnect-${name}-Operation-1`
const versioned = (url: string, version: string): string => `${url}/_history/${version}`

const identified = { searchParam: [{ name: 'identifier', type: 'token' }] }

/**
 * The specification's statement of Foundations lists the record's profiles and operation too, though they are served at a root of
 * their own: consumers look there for what a provider can do (FND-CAP-04).
 */
const foundations: Statement = {
  interaction: interactions.metadata,
  title: 'GP Connect Foundations',
  profiles: [
    profiles.patient,
    profiles.organization,
    profiles.practitioner,
    profiles.practitionerRole,
    profiles.location,
    profiles.healthcareService,
    profiles.appointment,
    profiles.slot,
    profiles.schedule,
    profiles.operationOutcome,
    profiles.searchset,
    profiles.allergyIntolerance,
    profiles.medication,
    profiles.medicationStatement,
    profiles.medicationRequest,
    profiles.list,
    profiles.structuredRecord,
    profiles.immunization,
    profiles.problemHeader,
    profiles.encounter,
    profiles.observation,
    profiles.diagnosticReport,
    profiles.specimen,
    profiles.procedureRequest,
    profiles.referralRequest,
  ],
  details: {
    Patient: identified,
    Organization: identified,
    Practitioner: identified,
    HealthcareService: identified,
    Appointment: { updateCreate: false, searchParam: [{ name: 'start', type: 'date' }] },
    Slot: {
      searchInclude: [
        'Schedule:actor:Location',
        'Schedule:actor:Practitioner',
        'Schedule:actor:HealthcareService',
        'Slot:schedule',
        'Location:managingOrganization',
      ],
      searchParam: [
        { name: 'start', type: 'date' },
        { name: 'end', type: 'date' },
        { name: 'status', type: 'token' },
        { name: 'searchFilter', type: 'token' },
        {
          name: 'service.identifier',
          definition: 'https://fhir.nhs.uk/STU3/SearchParameter/GPConnect-Slot-ServiceIdentifier-1',
          type: 'token',
          documentation: 'UEC DOS service ID, such as https://fhir.nhs.uk/Id/uec-dos-service-id|1000123',
        },
      ],
    },
  },
  definitions: {
    'gpc.registerpatient': definition('RegisterPatient'),
    'gpc.getstructuredrecord': versioned(definition('GetStructuredRecord'), '1.15'),
  },
}

/** With the version of each profile, as the specification's statement has them. */
const structured: Statement = {
  interaction: interactions.structuredMetadata,
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
    versioned(profiles.immunization, '1.5'),
    versioned(profiles.problemHeader, '1.7'),
    versioned(profiles.encounter, '1.5'),
    versioned(profiles.observation, '1.7'),
    versioned(profiles.diagnosticReport, '1.3'),
    versioned(profiles.specimen, '1.3'),
    versioned(profiles.procedureRequest, '1.4'),
    versioned(profiles.referralRequest, '1.2'),
    versioned(profiles.documentReference, '1.3'),
    versioned(profiles.careConnectHealthcareService, '1.0'),
  ],
  details: {},
  definitions: {
    'gpc.getstructuredrecord': versioned(definition('GetStructuredRecord'), '1.16'),
    'gpc.migratestructuredrecord': versioned(definition('MigrateStructuredRecord'), '1.1'),
  },
}

/** DOC-GEN-02. With the version of each profile, as the specification's statement has them. */
const documents: Statement = {
  interaction: interactions.documentsMetadata,
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
  details: {
    Patient: identified,
    DocumentReference: {
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
  },
  definitions: {},
}

/** GET /metadata: answers whatever the practice has switched off (FND-CAP-02, NFR-ENA-04). */
function metadata(statement: Statement, built: readonly Interaction[], version: string): Operation {
  const { interaction, title, profiles: supported, details, definitions } = statement
  const resource = restResources(
    built.filter(one => rootOf(one) === rootOf(interaction)),
    details,
  )
  const operation = operationNames(built).flatMap(name => {
    const reference = definitions[name]
    return reference === undefined ? [] : [{ name, definition: { reference } }]
  })
  const json = JSON.stringify({
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
        ...(resource.length === 0 ? {} : { resource }),
        ...(operation.length === 0 ? {} : { operation }),
      },
    ],
  })
  return {
    interaction,
    switched: false,
    async handle({ practice }) {
      const own = statement === foundations ? filtering(practice) : ''
      return { status: 200, json: `{"resourceType":"CapabilityStatement",${own}${json.slice(1)}` }
    },
  }
}

/** Whether this practice filters slots by service (APT-SVC-02). */
const filtering = ({ serviceFiltering }: PracticeSettings): string =>
  `"extension":${JSON.stringify([{ url: extensions.serviceFilteringStatus, valueCode: serviceFiltering }])},`

/** Foundations and appointments share a service root, and so a statement (FND-CAP-01, SEC-SSP-05). */
const rootOf = ({ capability }: Interaction): string => (capability === 'html' ? '' : routingSegments[capability])

/** @param built every interaction that is answered */
export const metadataOperations = (built: readonly Operation[], version: string): readonly Operation[] =>
  [foundations, structured, documents].map(one =>
    metadata(
      one,
      built.map(({ interaction }) => interaction),
      version,
    ),
  )
