/** Access Record HTML, version 0.7.4 (HTM), as the national suite of that version holds it. */
import { interactions, type SpineCode } from '@gpc/fhir'
import { z } from 'zod'
import { uncached } from '../answer.ts'
import { type Case, check, type Subjects } from '../check.ts'
import { demand, expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import {
  ask,
  askSection,
  type CareRecord,
  careRecord,
  dstu2Refusal,
  numberParameter,
  numberSystem,
  type Period,
  periodParameter,
  sectionParameter,
  sectionSystem,
  sentAs,
} from '../html/request.ts'
import { type Asked, htmlIds, sectionFindings, shownDate } from '../html/rules.ts'
import { type Section, type SectionCode, sectionCodes, sections } from '../html/sections.ts'
import { type Answer, call } from '../provider.ts'
import type { Person } from '../sandbox.ts'
import { patients, stranger, thePractice } from '../subjects.ts'

const feature = 'AccessRecordHtml'
const profile = (name: string): string => `http://fhir.nhs.net/StructureDefinition/gpconnect-${name}-1`

const profileOf: Readonly<Record<string, string>> = {
  Composition: profile('carerecord-composition'),
  Patient: profile('patient'),
  Organization: profile('organization'),
  Practitioner: profile('practitioner'),
  Device: profile('device'),
}

/** Everything but the HTML (HTM-OP-07 to 09). */
function recordFindings(got: Answer, code: SectionCode, person: Person, record: CareRecord): Findings {
  const { resources, composition } = record
  const { title } = sections[code]
  const known = new Set(resources.map(one => `${one.resourceType}/${one.id}`))
  const of = (type: string) => resources.filter(one => one.resourceType === type)
  const identified = z.looseObject({ identifier: z.array(z.looseObject({ system: z.string(), value: z.string() })) })
  const numbers = of('Patient').flatMap(one => identified.safeParse(one).data?.identifier ?? [])
  const [section] = composition.section
  const references = [composition.subject, ...(composition.author ?? []), composition.custodian]
  return [
    ...sentAs(got),
    ...uncached(got),
    ...expectSame('Bundle.type', 'searchset', record.type),
    ...(['Composition', 'Patient', 'Device'] as const).flatMap(type =>
      expectSame(`${type}s (HTM-OP-07)`, 1, of(type).length),
    ),
    ...expectSame(
      'resources of another profile (HTM-OP-07)',
      [],
      resources.filter(one => one.meta.profile[0] !== profileOf[one.resourceType]).map(one => one.meta.profile),
    ),
    ...expectSame(
      'resources without meta.versionId',
      [],
      resources
        .filter(one => one.resourceType !== 'Composition' && one.meta.versionId === undefined)
        .map(one => one.id),
    ),
    ...expectSame(
      'references that lead nowhere (HTM-OP-07)',
      [],
      references.filter(one => one !== undefined && !known.has(one.reference)),
    ),
    ...expectSame(
      'NHS number',
      [person.nhsNumber],
      numbers.filter(one => one.system === numberSystem).map(one => one.value),
    ),
    ...expectSame(
      'title and status (HTM-OP-08)',
      ['Patient Care Record', 'final'],
      [composition.title, composition.status],
    ),
    ...expectSame(
      'type (HTM-OP-08)',
      [
        [{ system: 'http://snomed.info/sct', code: '425173008', display: 'record extract (record artifact)' }],
        'record extract (record artifact)',
      ],
      composition.type === undefined ? undefined : [composition.type.coding, composition.type.text],
    ),
    ...expectSame('sections (HTM-OP-09)', 1, composition.section.length),
    ...expectSame('section.title (HTM-OP-09)', title, section?.title),
    ...expectSame(
      'section.code (HTM-OP-09)',
      { coding: [{ system: sectionSystem, code, display: title }], text: title },
      section?.code,
    ),
    ...expectSame('section.text.status (HTM-OP-09)', 'generated', section?.text.status),
    ...peopleFindings(resources),
  ]
}

const patientNo = ['photo', 'animal', 'link']
const practitionerNo = ['photo', 'qualification']

function peopleFindings(resources: CareRecord['resources']): Findings {
  const has = (type: string, names: readonly string[]) =>
    resources
      .filter(one => one.resourceType === type)
      .flatMap(one => Object.keys(one).filter(name => names.includes(name)))
  return [
    ...expectSame('elements of a Patient that aren’t allowed', [], has('Patient', patientNo)),
    ...expectSame('elements of a Practitioner that aren’t allowed', [], has('Practitioner', practitionerNo)),
  ]
}

const shownTo = patients('full', 'html-periods', 'hard-text', 'partial-dates')

const sectionCases: readonly Case[] = sectionCodes.flatMap(code => {
  const section: Section = sections[code]
  return [
    check({
      id: `html/${code.toLowerCase()}`,
      feature,
      title: `${section.title}: bundle, composition, markup, tables and banners are as the specification wants`,
      requirements: [
        ...new Set([
          'HTM-OP-03',
          'HTM-OP-07',
          'HTM-OP-08',
          'HTM-OP-09',
          'HTM-OP-13',
          'HTM-BAN-04',
          'HTM-BAN-05',
          ...htmlIds,
        ]),
      ],
      of: shownTo,
      async run(at, person) {
        const got = await askSection(at, person, code)
        const record = careRecord(got)
        return [...recordFindings(got, code, person, record), ...sectionFindings(code, record.html)]
      },
    }),
    check({
      id: `html/${code.toLowerCase()}-tables`,
      feature,
      title: `${section.title} of a full record: every table has rows, where the system hands over what it shows`,
      requirements: ['HTM-LAY-05', 'HTM-SEC-01'],
      of: patients('full'),
      async run(at, person) {
        const { html } = careRecord(await askSection(at, person, code))
        const missing = section.tables.filter(one => one.optional !== true && !html.includes(`<table id="${one.id}"`))
        if (missing.length === section.tables.length && at.practice.system !== 'emis') {
          throw new NotApplicable('What the practice’s system hands over has nothing of this section.')
        }
        return expect(missing.length < section.tables.length, 'a table', html)
      },
    }),
    check({
      id: `html/${code.toLowerCase()}-none`,
      feature,
      title: `${section.title} of a patient without data: words in place of each table`,
      requirements: ['HTM-BAN-09', 'HTM-BAN-13'],
      of: patients('plain'),
      async run(at, person) {
        const { html } = careRecord(await askSection(at, person, code))
        return [...sectionFindings(code, html), ...expect(!html.includes('<table'), 'no table', html)]
      },
    }),
    check({
      id: `html/${code.toLowerCase()}-transfer`,
      feature,
      title: `${section.title} while the record is in transit: a banner below the title, with the day of registration`,
      requirements: ['HTM-BAN-01'],
      of: patients('in-transit'),
      async run(at, person) {
        const { html } = careRecord(await askSection(at, person, code))
        const banner =
          /^<div[^>]*><h1>[^<]*<\/h1><div class="gptransfer-banner"><p>Patient record transfer from previous GP practice not yet complete; information recorded before \d\d-[A-Z][a-z]{2}-\d{4} may be missing<\/p><\/div>/
        return expect(banner.test(html), 'the banner of a transfer below h1', html)
      },
    }),
  ]
})

const filtered = sectionCodes.filter(code => sections[code].filtered)
const unfiltered = sectionCodes.filter(code => !sections[code].filtered)

const lastOf: Readonly<Record<string, string>> = {
  '2014': '2014-12-31',
  '2016': '2016-12-31',
  '2017': '2017-12-31',
  '2016-02': '2016-02-29',
  '2016-08': '2016-08-31',
  '2016-09': '2016-09-30',
  '2016-11': '2016-11-30',
}
const firstDayOf = (date: string): string => shownDate(`${date}-01-01`.slice(0, 10))
const lastDayOf = (date: string): string => shownDate((lastOf[date] ?? date).slice(0, 10))

const periods: readonly Period[] = [
  { start: '2014', end: '2016' },
  { start: '2014-02', end: '2016' },
  { start: '2014-10-05', end: '2016-08' },
  { start: '2014-05', end: '2016-09-14' },
  { start: '2013', end: '2017' },
  { start: '2014-02-03', end: '2016-01-24' },
  { start: '2015-10-23T11:08:32+00:00', end: '2016-12-08T23:59:59+00:00' },
  { start: '1982-10-05' },
  { start: '2014-02' },
  { start: '2014' },
  { end: '2016-12-12' },
  { end: '2016-02' },
  { end: '2016' },
]

const asked = ({ start, end }: Period): Asked => ({
  ...(start === undefined ? {} : { start: firstDayOf(start) }),
  ...(end === undefined ? {} : { end: lastDayOf(end) }),
})

const badPeriods: readonly Period[] = [
  { start: '2015-10-23T11:08:32', end: '2016-12-08T23:59:59' },
  { start: 'abcd', end: '2016' },
  { start: '2014', end: 'abcd' },
  { start: '2016', end: '2014' },
  { start: '', end: '' },
]

const periodCases: readonly Case[] = [
  ...filtered.flatMap(code => [
    check({
      id: `html/${code.toLowerCase()}-period`,
      feature,
      title: `${sections[code].title} for periods with whole and partial dates, open and closed: the banner tells the days`,
      requirements: ['HTM-OP-04', 'HTM-OP-05', 'HTM-BAN-02', 'HTM-BAN-03', 'HTM-DATE-03'],
      of: patients('html-periods'),
      async run(at, person) {
        const found: Findings[] = []
        for (const period of periods) {
          const { html } = careRecord(await askSection(at, person, code, period))
          found.push(sectionFindings(code, html, asked(period)))
        }
        return found.flat()
      },
    }),
    check({
      id: `html/${code.toLowerCase()}-period-refused`,
      feature,
      title: `${sections[code].title} for periods that are none: INVALID_PARAMETER`,
      requirements: ['HTM-OP-06'],
      of: patients('full'),
      async run(at, person) {
        const found: Findings[] = []
        for (const period of badPeriods) {
          found.push(dstu2Refusal(await askSection(at, person, code, period), 422, 'INVALID_PARAMETER'))
        }
        return found.flat()
      },
    }),
  ]),
  ...unfiltered.map(code =>
    check({
      id: `html/${code.toLowerCase()}-period`,
      feature,
      title: `${sections[code].title} takes no period: BAD_REQUEST (ruling C-26)`,
      requirements: ['HTM-OP-04'],
      of: patients('full'),
      run: async (at, person) =>
        dstu2Refusal(await askSection(at, person, code, { start: '2014', end: '2016' }), 400, 'BAD_REQUEST'),
    }),
  ),
]

const who: readonly (readonly [
  id: string,
  title: string,
  ids: readonly string[],
  of: Subjects<Person>,
  status: number,
  code: SpineCode,
])[] = [
  ['stranger', 'somebody who isn’t a patient', ['HTM-OP-10'], stranger, 404, 'PATIENT_NOT_FOUND'],
  [
    'sensitive',
    'a patient flagged sensitive',
    ['HTM-ERR-02', 'SEC-IG-05'],
    patients('sensitive'),
    404,
    'PATIENT_NOT_FOUND',
  ],
  ['not-on-pds', 'a patient whom PDS doesn’t know', ['HTM-OP-10'], patients('not-on-pds'), 404, 'PATIENT_NOT_FOUND'],
  [
    'unverified',
    'a patient whose NHS number is another’s',
    ['HTM-OP-10'],
    patients('unverified'),
    404,
    'PATIENT_NOT_FOUND',
  ],
  ['deceased', 'a patient who died long ago', ['HTM-OP-11'], patients('deceased'), 404, 'PATIENT_NOT_FOUND'],
  [
    'no-consent',
    'a patient who dissents from sharing',
    ['HTM-ERR-02', 'SEC-IG-03'],
    patients('no-consent'),
    403,
    'NO_PATIENT_CONSENT',
  ],
]

const accessCases: readonly Case[] = [
  ...who.map(([id, title, requirements, of, status, code]) =>
    check({
      id: `html/${id}`,
      feature,
      title: `Every section of the record of ${title}: ${code}`,
      requirements: [...requirements, 'HTM-ERR-01'],
      of,
      async run(at, person) {
        const found: Findings[] = []
        for (const section of sectionCodes)
          found.push(dstu2Refusal(await askSection(at, person, section), status, code))
        return found.flat()
      },
    }),
  ),
  check({
    id: 'html/deceased-recently',
    feature,
    title: 'Every section of the record of a patient who died some days ago, with the date of death',
    requirements: ['HTM-OP-11'],
    of: patients('deceased-recently'),
    async run(at, person) {
      if (['vision', 'microtest'].includes(at.practice.system)) {
        throw new NotApplicable(
          'The practice’s system doesn’t hand over when somebody died, or as what they were registered.',
        )
      }
      const found: Findings[] = []
      for (const section of sectionCodes) {
        const { resources } = careRecord(await askSection(at, person, section))
        const patient = resources.find(one => one.resourceType === 'Patient')
        found.push(expect(patient !== undefined && 'deceasedDateTime' in patient, 'deceasedDateTime', patient))
      }
      return found.flat()
    },
  }),
]

const sum = sectionParameter('SUM')
type Parameters = (person: Person) => readonly object[]
const given =
  (...rest: readonly object[]): Parameters =>
  ({ nhsNumber }) => [numberParameter(nhsNumber), ...rest]

const renamed =
  (from: string, to: string): Parameters =>
  ({ nhsNumber }) =>
    [numberParameter(nhsNumber), sectionParameter('ENC'), periodParameter({ start: '2014', end: '2016' })].map(one =>
      one.name === from ? { ...one, name: to } : one,
    )

const refusals: readonly (readonly [
  id: string,
  title: string,
  ids: readonly string[],
  status: number,
  code: SpineCode | undefined,
  parameters: Parameters,
])[] = [
  ['no-section', 'no section', ['HTM-OP-03'], 400, undefined, given()],
  ['unknown-section', 'the section ZZZ', ['HTM-OP-03'], 422, 'INVALID_PARAMETER', given(sectionParameter('ZZZ'))],
  ['two-sections', 'two sections', ['HTM-OP-03'], 400, undefined, given(sum, sectionParameter('ALL'))],
  ['section-twice', 'a section twice', ['HTM-OP-03'], 400, undefined, given(sum, sum)],
  [
    'section-system',
    'a section of another system',
    ['HTM-OP-02'],
    400,
    undefined,
    given(sectionParameter('SUM', 'http://other.example/section')),
  ],
  [
    'section-no-system',
    'a section of an empty system',
    ['HTM-OP-02'],
    422,
    'INVALID_PARAMETER',
    given(sectionParameter('SUM', '')),
  ],
  ['section-empty', 'an empty section', ['HTM-OP-03'], 422, 'INVALID_PARAMETER', given(sectionParameter(''))],
  [
    'section-text',
    'a section as a text',
    ['HTM-OP-02'],
    400,
    undefined,
    given({ name: 'recordSection', valueString: 'SUM' }),
  ],
  ['no-number', 'no NHS number', ['HTM-OP-02'], 400, undefined, () => [sum]],
  [
    'number-invalid',
    'an NHS number with a wrong check digit',
    ['HTM-OP-02'],
    400,
    'INVALID_NHS_NUMBER',
    () => [numberParameter('1234567891'), sum],
  ],
  ['number-empty', 'an empty NHS number', ['HTM-OP-02'], 400, 'INVALID_NHS_NUMBER', () => [numberParameter(''), sum]],
  [
    'number-system',
    'an NHS number of another system',
    ['HTM-OP-02'],
    400,
    'INVALID_IDENTIFIER_SYSTEM',
    ({ nhsNumber }) => [numberParameter(nhsNumber, 'http://other.example/Id'), sum],
  ],
  [
    'number-no-system',
    'an NHS number of an empty system',
    ['HTM-OP-02'],
    400,
    'INVALID_IDENTIFIER_SYSTEM',
    ({ nhsNumber }) => [numberParameter(nhsNumber, ''), sum],
  ],
  ['two-numbers', 'two NHS numbers', ['HTM-OP-02'], 400, undefined, given(numberParameter('9990000018'), sum)],
  [
    'number-twice',
    'an NHS number twice',
    ['HTM-OP-02'],
    400,
    undefined,
    person => [numberParameter(person.nhsNumber), numberParameter(person.nhsNumber), sum],
  ],
  [
    'number-text',
    'an NHS number as a text',
    ['HTM-OP-02'],
    400,
    undefined,
    ({ nhsNumber }) => [{ name: 'patientNHSNumber', valueString: nhsNumber }, sum],
  ],
  ...(
    [
      ['patientNHSNumber', 'patientsNHSNumber'],
      ['patientNHSNumber', 'patientnhsnumber'],
      ['patientNHSNumber', 'PATIENTNHSNUMBER'],
      ['recordSection', 'recordSections'],
      ['recordSection', 'RecordSection'],
      ['recordSection', 'RECORDSECTION'],
      ['timePeriod', 'time'],
      ['timePeriod', 'TimePeriod'],
      ['timePeriod', 'TIMEPERIOD'],
    ] as const
  ).map(
    ([from, to], i) =>
      [`name-${i + 1}`, `${to} for ${from}`, ['HTM-OP-02'], 422, undefined, renamed(from, to)] as const,
  ),
]

const refusedCases: readonly Case[] = [
  ...refusals.map(([id, title, requirements, status, code, parameters]) =>
    check({
      id: `html/${id}`,
      feature,
      title: `A request with ${title} is refused: ${status}`,
      requirements: [...requirements, 'HTM-ERR-01'],
      of: patients('full'),
      run: async (at, person) => dstu2Refusal(await ask(at, person, parameters(person)), status, code),
    }),
  ),
  check({
    id: 'html/empty',
    feature,
    title: 'A request without parameters is refused',
    requirements: ['HTM-OP-02', 'HTM-ERR-01'],
    of: patients('full'),
    run: async (at, person) => dstu2Refusal(await ask(at, person, []), 400),
  }),
  check({
    id: 'html/body-type',
    feature,
    title: 'A body that is no Parameters is refused: INVALID_RESOURCE',
    requirements: ['HTM-ERR-01'],
    of: patients('full'),
    run: async (at, person) =>
      dstu2Refusal(await ask(at, person, given(sum)(person), 'Patient'), 422, 'INVALID_RESOURCE'),
  }),
  check({
    id: 'html/letter-case',
    feature,
    title: 'Codes of sections in another letter case are refused: INVALID_PARAMETER',
    requirements: ['HTM-OP-03'],
    of: patients('plain'),
    async run(at, person) {
      const found: Findings[] = []
      for (const code of sectionCodes) {
        for (const other of [code.toLowerCase(), `${code.slice(0, 1)}${code.slice(1).toLowerCase()}`]) {
          found.push(dstu2Refusal(await askSection(at, person, other), 422, 'INVALID_PARAMETER'))
        }
      }
      return found.flat()
    },
  }),
]

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
  ...periodCases,
  ...accessCases,
  ...refusedCases,
]
