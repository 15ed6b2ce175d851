/** Read a location (FND-LOC). */
import { identifiers, interactions } from '@gpc/fhir'
import { inFormat, success, tagged, uncached } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expectSame } from '../finding.ts'
import { call } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { locationRules } from '../rules/place.ts'
import { anySite, everySite, thePractice } from '../subjects.ts'
import { inEveryFormat, refused } from './forms.ts'
import { unknownIds } from './patient-read.ts'
import { resolvable } from './resolve.ts'

const interaction = interactions.readLocation
const feature = 'LocationRead'

export const locationCases: readonly Case[] = [
  ...unknownIds.map(id =>
    refused({
      id: `location-read/unknown-${id}`,
      feature,
      title: `The id ${id}, which nobody has: NO_RECORD_FOUND`,
      requirements: ['FND-LOC-03'],
      of: thePractice,
      code: 'NO_RECORD_FOUND',
      request: () => ({ interaction, id }),
    }),
  ),
  check({
    id: 'location-read/resource',
    feature,
    title: 'Every site of the practice is as the specification wants: id, site code, ETag, content',
    requirements: ['FND-LOC-04', 'NFR-VER-01', ...idsOf(...locationRules)],
    of: everySite,
    async run(at, { id, odsSiteCode, name }) {
      const got = await call(at, { interaction, id })
      const found = success(got, 'Location')
      const codes = (found.identifier ?? []).filter(one => one.system === identifiers.odsSite).map(one => one.value)
      return [
        ...expectSame('id', id, found.id),
        ...expectSame('name', name, found.name),
        ...expectSame('site code', odsSiteCode === '' ? [] : [odsSiteCode], codes),
        ...inFormat(got, 'json'),
        ...tagged(got, found),
        ...uncached(got),
        ...hold(locationRules, [found]),
        ...(await resolvable(at, [found.managingOrganization, found.partOf])),
      ]
    },
  }),
  ...inEveryFormat({
    id: 'location-read/format',
    feature,
    title: 'A site is read',
    requirements: ['FND-LOC-01'],
    of: anySite,
    type: 'Location',
    request: async (_at, { id }) => ({ interaction, id }),
    holds: (found, { id }) => [...expectSame('id', id, found.id), ...hold(locationRules, [found])],
  }),
  refused({
    id: 'location-read/interaction',
    feature,
    title: 'A read with the interaction id of another is refused',
    requirements: ['SEC-HDR-06'],
    of: anySite,
    code: 'BAD_REQUEST',
    request: ({ id }) => ({
      interaction,
      id,
      headers: { 'Ssp-InteractionID': interactions.readPractitioner.id },
    }),
  }),
]
