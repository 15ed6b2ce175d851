/** Resources that carry others, or describe a service: FHIR STU3 (3.0.1), in the notation of `table.ts`. */
import type { Table } from './table.ts'

export const exchange: Table = {
  Bundle: [
    'Resource',
    'identifier:Identifier type!:code total:unsignedInt link*:Bundle.link entry*:Bundle.entry signature:Signature',
  ],
  'Bundle.link': ['BackboneElement', 'relation!:string url!:uri'],
  'Bundle.entry': [
    'BackboneElement',
    `link*:Bundle.link fullUrl:uri resource:Resource search:Bundle.entry.search request:Bundle.entry.request
     response:Bundle.entry.response`,
  ],
  'Bundle.entry.search': ['BackboneElement', 'mode:code score:decimal'],
  'Bundle.entry.request': [
    'BackboneElement',
    'method!:code url!:uri ifNoneMatch:string ifModifiedSince:instant ifMatch:string ifNoneExist:string',
  ],
  'Bundle.entry.response': [
    'BackboneElement',
    'status!:string location:uri etag:string lastModified:instant outcome:Resource',
  ],
  Parameters: ['Resource', 'parameter*:Parameters.parameter'],
  'Parameters.parameter': ['BackboneElement', 'name!:string value[x]:* resource:Resource part*:Parameters.parameter'],
  OperationOutcome: ['DomainResource', 'issue!*:OperationOutcome.issue'],
  'OperationOutcome.issue': [
    'BackboneElement',
    'severity!:code code!:code details:CodeableConcept diagnostics:string location*:string expression*:string',
  ],
  Binary: ['Resource', 'contentType!:code securityContext:Reference content!:base64Binary'],
  MessageHeader: [
    'DomainResource',
    `event!:Coding destination*:MessageHeader.destination receiver:Reference sender:Reference timestamp!:instant
     enterer:Reference author:Reference source!:MessageHeader.source responsible:Reference reason:CodeableConcept
     response:MessageHeader.response focus*:Reference`,
  ],
  'MessageHeader.destination': ['BackboneElement', 'name:string target:Reference endpoint!:uri'],
  'MessageHeader.source': [
    'BackboneElement',
    'name:string software:string version:string contact:ContactPoint endpoint!:uri',
  ],
  'MessageHeader.response': ['BackboneElement', 'identifier!:id code!:code details:Reference'],
  CapabilityStatement: [
    'DomainResource',
    `url:uri version:string name:string title:string status!:code experimental:boolean date!:dateTime
     publisher:string contact*:ContactDetail description:markdown useContext*:UsageContext
     jurisdiction*:CodeableConcept purpose:markdown copyright:markdown kind!:code instantiates*:uri
     software:CapabilityStatement.software implementation:CapabilityStatement.implementation fhirVersion!:id
     acceptUnknown!:code format!*:code patchFormat*:code implementationGuide*:uri profile*:Reference
     rest*:CapabilityStatement.rest messaging*:CapabilityStatement.messaging
     document*:CapabilityStatement.document`,
  ],
  'CapabilityStatement.software': ['BackboneElement', 'name!:string version:string releaseDate:dateTime'],
  'CapabilityStatement.implementation': ['BackboneElement', 'description!:string url:uri'],
  'CapabilityStatement.rest': [
    'BackboneElement',
    `mode!:code documentation:string security:CapabilityStatement.rest.security
     resource*:CapabilityStatement.rest.resource interaction*:CapabilityStatement.rest.interaction
     searchParam*:CapabilityStatement.rest.resource.searchParam operation*:CapabilityStatement.rest.operation
     compartment*:uri`,
  ],
  'CapabilityStatement.rest.security': [
    'BackboneElement',
    `cors:boolean service*:CodeableConcept description:string
     certificate*:CapabilityStatement.rest.security.certificate`,
  ],
  'CapabilityStatement.rest.security.certificate': ['BackboneElement', 'type:code blob:base64Binary'],
  'CapabilityStatement.rest.resource': [
    'BackboneElement',
    `type!:code profile:Reference documentation:markdown
     interaction!*:CapabilityStatement.rest.resource.interaction versioning:code readHistory:boolean
     updateCreate:boolean conditionalCreate:boolean conditionalRead:code conditionalUpdate:boolean
     conditionalDelete:code referencePolicy*:code searchInclude*:string searchRevInclude*:string
     searchParam*:CapabilityStatement.rest.resource.searchParam`,
  ],
  'CapabilityStatement.rest.resource.interaction': ['BackboneElement', 'code!:code documentation:string'],
  'CapabilityStatement.rest.resource.searchParam': [
    'BackboneElement',
    'name!:string definition:uri type!:code documentation:string',
  ],
  'CapabilityStatement.rest.interaction': ['BackboneElement', 'code!:code documentation:string'],
  'CapabilityStatement.rest.operation': ['BackboneElement', 'name!:string definition!:Reference'],
  'CapabilityStatement.messaging': [
    'BackboneElement',
    `endpoint*:CapabilityStatement.messaging.endpoint reliableCache:unsignedInt documentation:string
     supportedMessage*:CapabilityStatement.messaging.supportedMessage event*:CapabilityStatement.messaging.event`,
  ],
  'CapabilityStatement.messaging.endpoint': ['BackboneElement', 'protocol!:Coding address!:uri'],
  'CapabilityStatement.messaging.supportedMessage': ['BackboneElement', 'mode!:code definition!:Reference'],
  'CapabilityStatement.messaging.event': [
    'BackboneElement',
    `code!:Coding category:code mode!:code focus!:code request!:Reference response!:Reference
     documentation:string`,
  ],
  'CapabilityStatement.document': ['BackboneElement', 'mode!:code documentation:string profile!:Reference'],
  OperationDefinition: [
    'DomainResource',
    `url:uri version:string name!:string status!:code kind!:code experimental:boolean date:dateTime
     publisher:string contact*:ContactDetail description:markdown useContext*:UsageContext
     jurisdiction*:CodeableConcept purpose:markdown idempotent:boolean code!:code comment:string base:Reference
     resource*:code system!:boolean type!:boolean instance!:boolean parameter*:OperationDefinition.parameter
     overload*:OperationDefinition.overload`,
  ],
  'OperationDefinition.parameter': [
    'BackboneElement',
    `name!:code use!:code min!:integer max!:string documentation:string type:code searchType:code
     profile:Reference binding:OperationDefinition.parameter.binding part*:OperationDefinition.parameter`,
  ],
  'OperationDefinition.parameter.binding': ['BackboneElement', 'strength!:code valueSet[x]!:uri|Reference'],
  'OperationDefinition.overload': ['BackboneElement', 'parameterName*:string comment:string'],
}
