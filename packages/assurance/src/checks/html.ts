/** Access Record HTML, version 0.7.4 (HTM), as the national suite of that version holds it. */
import { interactions } from '@gpc/fhir'
import { z } from 'zod'
import { uncached } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { demand, expect, expectSame } from '../finding.ts'
import { sentAs } from '../html/request.ts'
import { call } from '../provider.ts'
import { thePractice } from '../subjects.ts'
import { htmlPeriodCases } from './html-periods.ts'
import { htmlAccessCases, htmlRefusedCases } from './html-refused.ts'
import { sectionCases } from './html-sections.ts'

const feature = 'AccessRecordHtml'

const conformance = z.looseObject({
  resourceType: z.literal('Conformance'),
  version: z.string(),
  fhirVersion: z.string(),
  format: z.array(z.string()),
  rest: z.array(z.looseObject({ operation: z.array(z.looseObject({ name: z.string() })) })),
})

export const htmlCases: readonly Case[] = [
  check({
    id: 'html/conformance',
    feature,
    title: 'The Conformance statement names version 0.7 and the operation gpc.getcarerecord',
    requirements: ['FND-CAP-01', 'HTM-OP-01'],
    of: thePractice,
    async run(at) {
      const media = 'application/json+fhir'
      const person = at.practice.patients[0]
      demand(person !== undefined, 'a patient', at.practice.name)
      const got = await call(at, {
        interaction: interactions.htmlMetadata,
        headers: { Accept: media },
        token: claims => ({
          ...claims,
          aud: 'https://authorize.fhir.nhs.net/token',
          requesting_device: { ...claims.requesting_device, id: '1' },
          requesting_organization: { ...claims.requesting_organization, id: '1' },
          requesting_practitioner: {
            resourceType: 'Practitioner',
            id: claims.sub,
            identifier: [{ system: 'http://fhir.nhs.net/sds-user-id', value: '990000099901' }],
            name: { family: ['Checker'], given: ['Casey'] },
          },
          requested_record: {
            resourceType: 'Organization',
            identifier: [{ system: 'http://fhir.nhs.net/Id/ods-organization-code', value: at.practice.ods }],
          },
        }),
      })
      demand(got.status === 200, 'status 200', `${got.status} ${got.text}`)
      const found = conformance.safeParse(JSON.parse(got.text))
      demand(found.success, 'a Conformance statement', found.error?.message ?? got.text)
      return [
        ...sentAs(got),
        ...uncached(got),
        ...expect(/^0\.7\.\d+$/.test(found.data.version), 'version 0.7.x', found.data.version),
        ...expectSame('fhirVersion', '1.0.2', found.data.fhirVersion),
        ...expect(
          found.data.rest.some(one => one.operation.some(({ name }) => name === 'gpc.getcarerecord')),
          'the operation gpc.getcarerecord',
          found.data.rest,
        ),
      ]
    },
  }),
  ...sectionCases,
  ...htmlPeriodCases,
  ...htmlAccessCases,
  ...htmlRefusedCases,
]
