import { interactions } from '@gpc/fhir'
import type { AccreditedSystem, RegistryContents } from '../src/index.ts'

export const structured = interactions.getStructuredRecord.id
export const findPatient = interactions.findPatient.id
export const readPatient = interactions.readPatient.id

/** A practice whose service roots stand on one origin. */
export function practice(ods: string, asid: string, origin: string): AccreditedSystem {
  const foundations = `${origin}/${ods}/STU3/1/gpconnect`
  return {
    ods,
    name: `Practice ${ods}`,
    asid,
    partyKey: `${ods}-0000001`,
    organisationType: 'gp-practice',
    manufacturerOds: 'X0001',
    role: 'provider',
    endpoints: [
      { interactionId: findPatient, url: foundations },
      { interactionId: readPatient, url: foundations },
      { interactionId: structured, url: `${foundations}/structured` },
    ],
  }
}

/** A consumer, for all interactions or only those given. */
export function consumer(ods: string, asid: string, only?: readonly string[]): AccreditedSystem {
  return {
    ods,
    name: `Consumer ${ods}`,
    asid,
    partyKey: `${ods}-0000002`,
    organisationType: 'urgent-care',
    manufacturerOds: 'X0002',
    role: 'consumer',
    endpoints: [],
    ...(only === undefined ? {} : { interactions: only }),
  }
}

/** Two practices, three consumers, one pair that is not allowed. */
export function contents(origin: string): RegistryContents {
  return {
    systems: [
      practice('A11111', '200000000001', origin),
      practice('B22222', '200000000002', origin),
      consumer('C33333', '100000000001'),
      consumer('D44444', '100000000002', [findPatient]),
      consumer('E55555', '100000000003'),
    ],
    disallowed: [{ fromAsid: '100000000003', toAsid: '200000000001' }],
  }
}
