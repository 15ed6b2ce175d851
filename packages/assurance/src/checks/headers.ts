/** Headers of the Spine Secure Proxy, missing, blank and wrong (SEC-HDR-04 to 07, SEC-IID-02). */
import { interactions } from '@gpc/fhir'
import { success } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { call, type Request } from '../provider.ts'
import type { Person } from '../sandbox.ts'
import { patients, thePractice } from '../subjects.ts'
import { refused } from './forms.ts'
import { byNhsNumber } from './patient-search.ts'

const byProxy = 'The Spine Secure Proxy itself looks at this header.'
const { metadata, readPatient, findPatient, readLocation, getStructuredRecord } = interactions

const faults: readonly (readonly [
  id: string,
  title: string,
  ids: readonly string[],
  headers: NonNullable<Request['headers']>,
])[] = [
  ...['Ssp-TraceID', 'Ssp-From', 'Ssp-To', 'Ssp-InteractionID'].flatMap(name => [
    [`no-${name.toLowerCase()}`, `without ${name}`, ['SEC-HDR-05', 'ERR-MAP-02'], { [name]: null }] as const,
    [`blank-${name.toLowerCase()}`, `with a blank ${name}`, ['SEC-HDR-05', 'ERR-MAP-02'], { [name]: ' ' }] as const,
  ]),
  ['trace-id', 'with a trace id that is no UUID', ['SEC-HDR-05'], { 'Ssp-TraceID': 'not-a-uuid' }],
  [
    'unknown-interaction',
    'with an interaction id that nobody knows',
    ['SEC-HDR-05', 'SEC-IID-01'],
    { 'Ssp-InteractionID': 'urn:nhs:names:services:gpconnect:fhir:rest:read:patience-1' },
  ],
  [
    'interaction-case',
    'with an interaction id in other letters',
    ['SEC-IID-01'],
    { 'Ssp-InteractionID': metadata.id.toUpperCase() },
  ],
  ['other-path', 'with the interaction id of another path', ['SEC-HDR-06'], { 'Ssp-InteractionID': readLocation.id }],
  [
    'other-verb',
    'with the interaction id of another verb',
    ['SEC-HDR-06'],
    { 'Ssp-InteractionID': getStructuredRecord.id },
  ],
  ['other-asid', 'to the ASID of another system', ['SEC-HDR-07'], { 'Ssp-To': '123456789123' }],
]

export const headerCases: readonly Case[] = [
  ...faults.map(([id, title, requirements, headers]) =>
    refused({
      id: `headers/${id}`,
      feature: 'Headers',
      title: `A request ${title} is refused`,
      requirements,
      of: thePractice,
      ...(id.includes('trace') ? {} : { directOnly: byProxy }),
      code: 'BAD_REQUEST',
      request: () => ({ interaction: metadata, headers }),
    }),
  ),
  refused({
    id: 'headers/search-for-read',
    feature: 'Headers',
    title: 'A search with the interaction id of the read is refused',
    requirements: ['SEC-HDR-06'],
    of: patients('full'),
    code: 'BAD_REQUEST',
    request: ({ nhsNumber }: Person) => ({
      interaction: findPatient,
      query: byNhsNumber(nhsNumber),
      headers: { 'Ssp-InteractionID': readPatient.id },
    }),
  }),
  check({
    id: 'headers/letter-case',
    feature: 'Headers',
    title: 'Header names are taken in any letter case, and unknown headers are tolerated',
    requirements: ['SEC-HDR-04', 'SEC-HDR-10'],
    of: patients('full'),
    async run(at, { nhsNumber }) {
      const { asid } = at.practice
      const headers = { 'Ssp-To': null, 'SSP-TO': asid, Forwarded: 'for=192.0.2.1', 'X-Unknown': 'x' }
      success(await call(at, { interaction: findPatient, query: byNhsNumber(nhsNumber), headers }), 'Bundle')
      return []
    },
  }),
  refused({
    id: 'headers/json-unsupported',
    feature: 'Headers',
    title: 'An Accept header of a format that there isn’t is refused',
    requirements: ['NFR-CT-04', 'ERR-MAP-04'],
    of: thePractice,
    code: 'BAD_REQUEST',
    status: 415,
    request: () => ({ interaction: metadata, headers: { Accept: 'text/csv' } }),
  }),
]
