/** The body of a request for a structured record as a whole (STR-PAR, STR-VER): the suite's multiple requests. */
import { addDays, londonDay, type SpineCode, toXml } from '@gpc/fhir'
import { anyRefusal, contentType, inFormat, ofType, refusal, success } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expectSame, NotApplicable } from '../finding.ts'
import { call, type Request } from '../provider.ts'
import { allergyFindings } from '../rules/allergies.ts'
import { envelopeFindings } from '../rules/envelope.ts'
import { medicationFindings } from '../rules/medications.ts'
import type { Person } from '../sandbox.ts'
import { patients, recordedPatients } from '../subjects.ts'
import { type LaterArea, needsArea } from './capability.ts'
import { inEveryFormat, refused } from './forms.ts'
import {
  allergies,
  day,
  flag,
  include,
  interaction,
  medication,
  medicationFrom,
  type Parameter,
  patientParameter,
  recordOf,
  recordRequest,
  requestOf,
  unrecognised,
  unwarned,
} from './structured.ts'

const feature = 'StructuredMultipleRequests'
const immunisations = include('includeImmunisations')
const rubbish = include('includeAllergies', flag('RubbishPartParameter', true))
const noPart = include('includeAllergies')
const number = ({ nhsNumber }: Person) => nhsNumber

const refusals: readonly (readonly [
  id: string,
  title: string,
  ids: readonly string[],
  code: SpineCode,
  request: (person: Person) => Request,
])[] = [
  [
    'unknown-part-for-mandatory',
    'An unknown part instead of the mandatory one',
    ['STR-PAR-08'],
    'INVALID_PARAMETER',
    person => recordRequest(person, immunisations, rubbish),
  ],
  [
    'unknown-part-and-more',
    'The same beside includeMedication',
    ['STR-PAR-08'],
    'INVALID_PARAMETER',
    person => recordRequest(person, immunisations, rubbish, include('includeMedication')),
  ],
  [
    'no-part-and-more',
    'No mandatory part beside a good includeMedication',
    ['STR-PAR-08'],
    'INVALID_PARAMETER',
    person => recordRequest(person, immunisations, medication(false), noPart),
  ],
  ['no-number', 'No patientNHSNumber', ['STR-PAR-04'], 'INVALID_PARAMETER', () => requestOf(allergies(false))],
  [
    'number-name',
    'The NHS number in a parameter of another name',
    ['STR-PAR-04', 'STR-PAR-07'],
    'INVALID_PARAMETER',
    person => requestOf({ ...patientParameter(number(person)), name: 'invalidNHSNumberParam' }, medication(false)),
  ],
  [
    'nothing-recognised',
    'Nothing that is recognised',
    ['STR-PAR-07', 'STR-VER-09'],
    'INVALID_PARAMETER',
    person =>
      requestOf(
        { ...patientParameter(number(person)), name: 'invalidNHSNumberParam' },
        include('unknownConsultations', flag('x', true)),
      ),
  ],
  [
    'number-type',
    'The NHS number as a text',
    ['STR-PAR-05'],
    'INVALID_PARAMETER',
    person => requestOf({ name: 'patientNHSNumber', valueString: number(person) }, allergies(false)),
  ],
  [
    'number-invalid',
    'An NHS number with a wrong check digit',
    ['STR-PAR-04'],
    'INVALID_NHS_NUMBER',
    () => requestOf(patientParameter('1234567891'), allergies(false)),
  ],
  [
    'number-system',
    'An NHS number of another system',
    ['STR-PAR-05'],
    'INVALID_IDENTIFIER_SYSTEM',
    person => requestOf(patientParameter(number(person), 'Invalid-System'), allergies(false)),
  ],
  [
    'type',
    'A resource that is no Parameters',
    ['STR-PAR-06'],
    'INVALID_RESOURCE',
    () => ({ interaction, body: { resourceType: 'Patient' } }),
  ],
  [
    'garbage',
    'A body that can’t be read',
    ['STR-PAR-06'],
    'INVALID_RESOURCE',
    () => ({ interaction, body: '{"resourceType":"Param' }),
  ],
  [
    'twice',
    'includeAllergies twice',
    ['STR-PAR-12'],
    'INVALID_RESOURCE',
    person => recordRequest(person, allergies(true), allergies(true)),
  ],
]

/** STR-PAR-20, STR-PAR-21: filters that mustn't go with consultations or problems. */
const filtered: readonly (readonly [id: string, asked: () => Parameter, withProblems: boolean])[] = [
  ['medication-date', () => medicationFrom(addDays(londonDay(), -1096)), true],
  ['uncategorised-period', () => include('includeUncategorisedData', period('uncategorisedDataSearchPeriod')), true],
  ['problem-status', () => include('includeProblems', { name: 'filterStatus', valueCode: 'active' }), false],
  ['referral-period', () => include('includeReferrals', period('referralSearchPeriod')), true],
  ['diary-date', () => include('includeDiaryEntries', day('diaryEntriesSearchDate', addDays(londonDay(), 20))), true],
  ['not-given', () => include('includeImmunisations', flag('includeNotGiven', true)), true],
]

function period(name: string) {
  return { name, valuePeriod: { start: '2014-01-01', end: '2016-01-01' } }
}

const forbidden = (['includeConsultations', 'includeProblems'] as const).flatMap((area: LaterArea) =>
  filtered
    .filter(([, , withProblems]) => area === 'includeConsultations' || withProblems)
    .map(([id, asked]) =>
      check({
        id: `parameters/${area}-${id}`,
        feature,
        title: `${area} with the filter of another area is refused: ${id}`,
        requirements: [area === 'includeConsultations' ? 'STR-PAR-20' : 'STR-PAR-21'],
        of: patients('plain'),
        async run(at, person) {
          await needsArea(at, area)
          return refusal(await call(at, recordRequest(person, include(area), asked())), 'INVALID_PARAMETER')
        },
      }),
    ),
)

/** What the national suite asks for and a ruling of the requirements map decides otherwise. */
const ruledOut = check({
  id: 'parameters/problem-significance',
  feature,
  title: 'includeConsultations with the part filterSignificance of includeProblems is refused',
  requirements: ['CNF-PRV-13'],
  of: patients('plain'),
  run: () => Promise.reject(new NotApplicable('Ruling C-08: filterSignificance is an unrecognised part, a warning.')),
})

export const parameterCases: readonly Case[] = [
  ruledOut,
  ...refusals.map(([id, title, requirements, code, request]) =>
    refused({
      id: `parameters/${id}`,
      feature,
      title: `${title} is refused: ${code}`,
      requirements: [...requirements, 'STR-PAR-19'],
      of: patients('plain'),
      code,
      request,
    }),
  ),
  ...(
    [
      ['number-empty', 'An empty NHS number', patientParameter('')],
      [
        'system-empty',
        'An empty system',
        { name: 'patientNHSNumber', valueIdentifier: { system: '', value: '9990000018' } },
      ],
    ] as const
  ).map(([id, title, parameter]) =>
    check({
      id: `parameters/${id}`,
      feature,
      title: `${title} is refused`,
      requirements: ['STR-PAR-05'],
      of: patients('plain'),
      run: async at => anyRefusal(await call(at, requestOf(parameter, allergies(false)))),
    }),
  ),
  ...forbidden,
  check({
    id: 'parameters/allergies-and-medicines',
    feature,
    title: 'Allergies and medicines together: each as by itself, nothing twice, no warning',
    requirements: ['STR-PAR-03', 'STR-PAR-24', 'STR-OP-13', 'STR-OP-16', 'STR-OP-19'],
    of: recordedPatients,
    async run(at, person) {
      const { bundle, findings } = await recordOf(at, person, allergies(true), medication(true))
      return [...findings, ...allergyFindings(bundle, true), ...medicationFindings(bundle, true), ...unwarned(bundle)]
    },
  }),
  check({
    id: 'parameters/filter-of-another-area',
    feature,
    title: 'The filter of medicines doesn’t touch allergies',
    requirements: ['STR-PAR-03', 'STR-ALG-02'],
    of: patients('full'),
    async run(at, person) {
      const ids = async (...asked: Parameter[]) =>
        ofType((await recordOf(at, person, allergies(true), ...asked)).bundle, 'AllergyIntolerance').map(one => one.id)
      return expectSame('allergies', await ids(), await ids(medicationFrom(londonDay())))
    },
  }),
  check({
    id: 'parameters/unknown',
    feature,
    title: 'Three unknown parameters, with parts and without: one warning for each, none for parts',
    requirements: ['STR-PAR-07', 'STR-VER-01', 'STR-VER-02', 'STR-VER-03', 'STR-VER-04', 'ERR-GEN-06'],
    of: patients('plain'),
    async run(at, person) {
      const parts = [
        { name: 'a', valueString: 'x' },
        { name: 'b', valueString: 'y' },
      ]
      const names = ['includeMadeUpParam', 'madeUpImmunizations', 'includeConsults']
      const asked = names.map((name, i) => (i === 0 ? include(name, ...parts) : include(name)))
      const { bundle, findings } = await recordOf(at, person, ...asked)
      return [...findings, ...unrecognised(bundle, ...names)]
    },
  }),
  check({
    id: 'parameters/unknown-beside-known',
    feature,
    title: 'An unknown parameter beside known ones: their data, and one warning',
    requirements: ['STR-VER-01', 'STR-VER-04'],
    of: patients('full'),
    async run(at, person) {
      const { bundle, findings } = await recordOf(
        at,
        person,
        allergies(true),
        include('includeMadeUp'),
        medication(false),
      )
      return [
        ...findings,
        ...allergyFindings(bundle, true),
        ...medicationFindings(bundle, false),
        ...unrecognised(bundle, 'includeMadeUp'),
      ]
    },
  }),
  check({
    id: 'parameters/every-area',
    feature,
    title: 'Areas of consultations, problems and immunisations together: no warning, nothing twice',
    requirements: ['STR-PAR-24', 'STR-OP-13'],
    of: patients('full'),
    async run(at, person) {
      const later = ['includeConsultations', 'includeProblems', 'includeImmunisations'] as const
      for (const area of later) await needsArea(at, area)
      const { bundle, findings } = await recordOf(
        at,
        person,
        allergies(true),
        medication(true),
        ...later.map(area => include(area)),
      )
      return [...findings, ...unwarned(bundle)]
    },
  }),
  ...inEveryFormat({
    id: 'parameters/format',
    feature,
    title: 'A record is given',
    requirements: ['STR-OP-06', 'STR-OP-07'],
    of: patients('full'),
    type: 'Bundle',
    request: async (_at, person) => recordRequest(person, allergies(true), medication(true)),
    holds: bundle => [...allergyFindings(bundle, true), ...medicationFindings(bundle, true)],
  }),
  check({
    id: 'parameters/xml',
    feature,
    title: 'A request in XML is understood and answered in XML',
    requirements: ['NFR-CT-02', 'NFR-CT-03', 'STR-OP-05'],
    of: patients('full'),
    async run(at, { nhsNumber }) {
      const body = toXml(JSON.stringify(requestOf(patientParameter(nhsNumber), allergies(true)).body))
      const headers = { 'Content-Type': contentType.xml, Accept: null }
      const got = await call(at, { interaction, body, headers })
      const bundle = success(got, 'Bundle')
      return [
        ...inFormat(got, 'xml'),
        ...envelopeFindings(bundle, got.traceId, nhsNumber),
        ...allergyFindings(bundle, true),
      ]
    },
  }),
]
