/** Whose record isn't shown as HTML, and requests that are refused (HTM-ERR, HTM-OP-02, HTM-OP-03). */
import type { SpineCode } from '@gpc/fhir'
import { type Case, check, type Subjects } from '../check.ts'
import { expect, type Findings, NotApplicable } from '../finding.ts'
import {
  ask,
  askSection,
  careRecord,
  dstu2Refusal,
  numberParameter,
  periodParameter,
  sectionParameter,
} from '../html/request.ts'
import { sectionCodes } from '../html/sections.ts'
import type { Person } from '../sandbox.ts'
import { patients, stranger } from '../subjects.ts'

const feature = 'AccessRecordHtml'
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

export const htmlAccessCases: readonly Case[] = [
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

export const htmlRefusedCases: readonly Case[] = [
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
