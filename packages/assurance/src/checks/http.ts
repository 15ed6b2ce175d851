/** Paths and verbs that there aren't (ERR-MAP-06), and compression (NFR-CT-06). */
import { interactions } from '@gpc/fhir'
import { anyRefusal, anyResource } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expect } from '../finding.ts'
import { call } from '../provider.ts'
import { thePractice } from '../subjects.ts'

const { metadata, structuredMetadata } = interactions

const unknownPaths = [
  ['get-unknown', 'GET of a path that there isn’t', 'GET', '/metadatas'],
  ['post-unknown', 'POST to a path that there isn’t', 'POST', '/metadatas'],
  ['put-unknown', 'PUT to a path that there isn’t', 'PUT', '/metadatas'],
  ['patch', 'PATCH of a path that takes GET', 'PATCH', '/metadata'],
  ['delete', 'DELETE of a path that takes GET', 'DELETE', '/metadata'],
  ['options', 'OPTIONS of a path that takes GET', 'OPTIONS', '/metadata'],
  ['letter-case', 'a resource name in another letter case', 'GET', '/Metadata'],
  ['letter-case-patient', 'Patient in another letter case', 'GET', '/patient'],
  ['history', 'a version read, which nobody offers', 'GET', '/Patient/1/_history/1'],
] as const

const proxied = ['GET', 'POST', 'PUT']

export const httpCases: readonly Case[] = [
  ...unknownPaths.map(([id, title, method, path]) =>
    check({
      id: `http/${id}`,
      feature: 'Http',
      title: `${title}: an error with an OperationOutcome`,
      requirements: ['ERR-MAP-06', 'ERR-GEN-01', 'NFR-FHIR-04', ...(id === 'delete' ? ['NFR-FHIR-03'] : [])],
      of: thePractice,
      ...(proxied.includes(method)
        ? {}
        : { directOnly: 'The Spine Secure Proxy itself refuses other verbs than GET, POST and PUT.' }),
      run: async at => anyRefusal(await call(at, { interaction: metadata, method, path })),
    }),
  ),
  ...[metadata, structuredMetadata].map(interaction =>
    check({
      id: `http/gzip-${interaction.capability}`,
      feature: 'FHIR',
      title: `${interaction.capability}: compressed for a consumer that takes gzip, not for one that doesn’t`,
      requirements: ['NFR-CT-06'],
      of: thePractice,
      async run(at) {
        const encoded = async (accepted: string) => {
          const got = await call(at, { interaction, headers: { 'Accept-Encoding': accepted } })
          return { encoding: got.headers.get('content-encoding'), type: anyResource(got).resourceType }
        }
        const [gzip, plain] = [await encoded('gzip'), await encoded('identity')]
        return [
          ...expect(gzip.encoding === 'gzip', 'Content-Encoding gzip', gzip.encoding),
          ...expect((plain.encoding ?? 'identity') === 'identity', 'no Content-Encoding', plain.encoding),
          ...expect(gzip.type === 'CapabilityStatement', 'a CapabilityStatement', gzip.type),
        ]
      },
    }),
  ),
]
