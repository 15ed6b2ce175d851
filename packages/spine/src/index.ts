export * from './pds/client.ts'
export * from './pds/person.ts'
export * from './pds/rules.ts'
export { type PdsOptions, startPds } from './pds/server.ts'
export type {
  AccreditedSystem,
  DisallowedPair,
  RegisteredEndpoint,
  RegistryContents,
  SpineRegistry,
} from './registry.ts'
export { startSds } from './sds/fhir-server.ts'
export { type SdsOptions, startSdsLdap } from './sds/ldap.ts'
export type { RunningServer } from './serve.ts'
export { type SspOptions, startSsp } from './ssp/server.ts'
