/**
 * Every interaction of GP Connect that this project knows, in one table shared by provider and consumer (SEC-IID-01): id,
 * capability, verb, path below the service root, scope and reason (SEC-JWT-12, SEC-JWT-10).
 */

export type Capability = 'foundations' | 'structured' | 'documents' | 'appointments' | 'html'
export type Scope = 'patient/*.read' | 'patient/*.write' | 'organization/*.read' | 'organization/*.write'

export interface Interaction {
  readonly id: string
  readonly capability: Capability
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Below the service root, with `:id` where a logical id stands. */
  readonly path: string
  readonly scope: Scope
  readonly reason: 'directcare' | 'migration'
}

const prefix = 'urn:nhs:names:services:gpconnect:'

function of(
  suffix: string,
  capability: Capability,
  method: Interaction['method'],
  path: string,
  scope: Scope,
  reason: Interaction['reason'] = 'directcare',
): Interaction {
  return { id: prefix + suffix, capability, method, path, scope, reason }
}

export const interactions = {
  metadata: of('fhir:rest:read:metadata-1', 'foundations', 'GET', '/metadata', 'organization/*.read'),
  findPatient: of('fhir:rest:search:patient-1', 'foundations', 'GET', '/Patient', 'patient/*.read'),
  readPatient: of('fhir:rest:read:patient-1', 'foundations', 'GET', '/Patient/:id', 'patient/*.read'),
  findPractitioner: of('fhir:rest:search:practitioner-1', 'foundations', 'GET', '/Practitioner', 'organization/*.read'),
  readPractitioner: of(
    'fhir:rest:read:practitioner-1',
    'foundations',
    'GET',
    '/Practitioner/:id',
    'organization/*.read',
  ),
  findOrganization: of('fhir:rest:search:organization-1', 'foundations', 'GET', '/Organization', 'organization/*.read'),
  readOrganization: of(
    'fhir:rest:read:organization-1',
    'foundations',
    'GET',
    '/Organization/:id',
    'organization/*.read',
  ),
  readLocation: of('fhir:rest:read:location-1', 'foundations', 'GET', '/Location/:id', 'organization/*.read'),
  registerPatient: of(
    'fhir:operation:gpc.registerpatient-1',
    'foundations',
    'POST',
    '/Patient/$gpc.registerpatient',
    'patient/*.write',
  ),
  findHealthcareService: of(
    'fhir:rest:search:healthcareservice-1',
    'foundations',
    'GET',
    '/HealthcareService',
    'organization/*.read',
  ),
  readHealthcareService: of(
    'fhir:rest:read:healthcareservice-1',
    'foundations',
    'GET',
    '/HealthcareService/:id',
    'organization/*.read',
  ),
  searchSlots: of('fhir:rest:search:slot-1', 'appointments', 'GET', '/Slot', 'organization/*.read'),
  bookAppointment: of('fhir:rest:create:appointment-1', 'appointments', 'POST', '/Appointment', 'patient/*.write'),
  readAppointment: of('fhir:rest:read:appointment-1', 'appointments', 'GET', '/Appointment/:id', 'patient/*.read'),
  amendAppointment: of('fhir:rest:update:appointment-1', 'appointments', 'PUT', '/Appointment/:id', 'patient/*.write'),
  cancelAppointment: of('fhir:rest:cancel:appointment-1', 'appointments', 'PUT', '/Appointment/:id', 'patient/*.write'),
  patientAppointments: of(
    'fhir:rest:search:patient_appointments-1',
    'appointments',
    'GET',
    '/Patient/:id/Appointment',
    'patient/*.read',
  ),
  structuredMetadata: of(
    'structured:fhir:rest:read:metadata-1',
    'structured',
    'GET',
    '/metadata',
    'organization/*.read',
  ),
  getStructuredRecord: of(
    'fhir:operation:gpc.getstructuredrecord-1',
    'structured',
    'POST',
    '/Patient/$gpc.getstructuredrecord',
    'patient/*.read',
  ),
  migrateStructuredRecord: of(
    'fhir:operation:gpc.migratestructuredrecord-1',
    'structured',
    'POST',
    '/Patient/$gpc.migratestructuredrecord',
    'patient/*.read',
    'migration',
  ),
  documentsMetadata: of('documents:fhir:rest:read:metadata-1', 'documents', 'GET', '/metadata', 'organization/*.read'),
  documentsFindPatient: of('documents:fhir:rest:search:patient-1', 'documents', 'GET', '/Patient', 'patient/*.read'),
  searchDocuments: of(
    'documents:fhir:rest:search:documentreference-1',
    'documents',
    'GET',
    '/Patient/:id/DocumentReference',
    'patient/*.read',
  ),
  readDocument: of('documents:fhir:rest:read:binary-1', 'documents', 'GET', '/Binary/:id', 'patient/*.read'),
  migrateDocument: of(
    'documents:fhir:rest:migrate:binary-1',
    'documents',
    'GET',
    '/Binary/:id',
    'patient/*.read',
    'migration',
  ),
  htmlMetadata: of('fhir:rest:read:metadata', 'html', 'GET', '/metadata', 'organization/*.read'),
  getCareRecord: of(
    'fhir:operation:gpc.getcarerecord',
    'html',
    'POST',
    '/Patient/$gpc.getcarerecord',
    'patient/*.read',
  ),
} as const satisfies Record<string, Interaction>

export type InteractionName = keyof typeof interactions

/** The interaction with an id, exactly as written (SEC-IID-01), or undefined. */
export function interactionById(id: string): Interaction | undefined {
  return byId.get(id)
}

const byId = new Map<string, Interaction>(Object.values(interactions).map(one => [one.id, one]))

/** The routing segment of each capability's service root, below `/{ODS}/STU3/1/` (SEC-SSP-04, SEC-SSP-05). */
export const routingSegments: Record<Exclude<Capability, 'html'>, string> = {
  foundations: 'gpconnect',
  appointments: 'gpconnect',
  structured: 'gpconnect/structured',
  documents: 'gpconnect/documents',
}

/** What follows the practice's ODS code in a capability's service root: FHIR version, GP Connect version, routing segment (SEC-SSP-04, SEC-SSP-05). */
export function serviceRootPath(capability: Capability): string {
  return capability === 'html' ? 'DSTU2/1/gpconnect' : `STU3/1/${routingSegments[capability]}`
}
