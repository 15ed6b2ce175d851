/** Medicines in a structured record (STR-MED, STR-DATE). */
import { addDays, type Bundle, extensions, lastDay, londonDay, type MedicationStatement, valueSystems } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { type Case, check, type Subjects } from '../check.ts'
import { expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { entriesOf, listsOf } from '../rules/allergies.ts'
import { envelopeIds } from '../rules/envelope.ts'
import { medicationFindings, medicationsCode, medicationsIds } from '../rules/medications.ts'
import { nameOf } from '../rules/references.ts'
import { isPlan, isRepeat, prescriptionType } from '../rules/request.ts'
import { codeOf, exactly } from '../rules/shared.ts'
import type { Person } from '../sandbox.ts'
import { patients, typicalPatients } from '../subjects.ts'
import { refused } from './forms.ts'
import {
  day,
  flag,
  include,
  medication,
  medicationFrom,
  onlyLists,
  recordOf,
  recordRequest,
  type StructuredRecord,
  unrecognised,
  unwarned,
} from './structured.ts'

const feature = 'StructuredMedications'

function recorded(
  id: string,
  title: string,
  of: Subjects<Person>,
  requirements: readonly string[],
  holds: (record: StructuredRecord, issues: boolean) => Findings,
): Case[] {
  return [true, false].map(issues =>
    check({
      id: `medications/${id}-${issues ? 'with' : 'without'}-issues`,
      feature,
      title: `${title}; issues ${issues ? '' : 'not '}asked for`,
      requirements: [...new Set([...requirements, 'STR-MED-06', 'STR-LIST-01', 'STR-OP-06'])],
      of,
      async run(at, person) {
        const record = await recordOf(at, person, medication(issues))
        return [
          ...record.findings,
          ...medicationFindings(record.bundle, issues),
          ...onlyLists(record.bundle, medicationsCode),
          ...unwarned(record.bundle),
          ...expectSame('allergies, which nobody asked for', 0, ofType(record.bundle, 'AllergyIntolerance').length),
          ...holds(record, issues),
        ]
      },
    }),
  )
}

const entries = (bundle: Bundle): string[] => entriesOf(listsOf(bundle, medicationsCode)[0])

const some = ({ bundle }: StructuredRecord): Findings =>
  expect(entries(bundle).length > 0, 'at least one medicine', entries(bundle))

/** STR-MED-23, as far as the national suite goes: repeats say how many were allowed, too. */
const countedRepeats = ({ bundle }: StructuredRecord): Findings => {
  const plans = ofType(bundle, 'MedicationRequest').filter(one => isPlan(one) && isRepeat(one))
  const uncounted = plans.filter(
    one => exactly(exactly(one, extensions.repeatInformation)[0], 'numberOfRepeatPrescriptionsAllowed').length !== 1,
  )
  if (plans.length > 0 && uncounted.length === plans.length) {
    throw new NotApplicable(
      'No repeat of the patient has an authorised number: the source has none, so none is told (STR-MED-23).',
    )
  }
  return expect(uncounted.length === 0, 'numberOfRepeatPrescriptionsAllowed of each repeat', uncounted.map(nameOf))
}

/** Every request says its type, as today's entries do (STR-MED-25). */
const typed = ({ bundle }: StructuredRecord): Findings => {
  const untyped = ofType(bundle, 'MedicationRequest').filter(one => prescriptionType(one) === undefined)
  return expect(untyped.length === 0, 'a prescriptionType of each request', untyped.map(nameOf))
}

const agencyOf = (statement: MedicationStatement) =>
  codeOf(exactly(statement, extensions.prescribingAgency)[0]?.valueCodeableConcept, valueSystems.prescribingAgency)

const elsewhere = ({ bundle }: StructuredRecord): Findings => {
  const agencies = ofType(bundle, 'MedicationStatement').map(agencyOf)
  return expect(agencies.includes('prescribed-by-another-organisation'), 'a medicine of another organisation', agencies)
}

const medicated = patients('full', 'no-problems', 'no-known-allergies', 'prescribed-elsewhere', 'confidential')

const recordCases: readonly Case[] = [
  ...recorded(
    'record',
    'Every patient’s medicines are as the specification wants',
    typicalPatients,
    [...medicationsIds, ...envelopeIds],
    () => [],
  ),
  ...recorded('some', 'Medicines, each with its type', medicated, ['STR-MED-25'], record => [
    ...some(record),
    ...typed(record),
  ]),
  ...recorded('counted', 'Repeats say how many were authorised', medicated, ['STR-MED-23'], countedRepeats),
  ...recorded(
    'none',
    'A patient without medicines: an empty list that says so',
    patients('plain', 'allergies-only'),
    ['STR-LIST-07'],
    ({ bundle }) => expectSame('entries', [], entries(bundle)),
  ),
  ...recorded(
    'elsewhere',
    'A medicine that another organisation prescribed: statement and plan, no order',
    patients('prescribed-elsewhere'),
    ['STR-MED-05', 'STR-MED-15'],
    elsewhere,
  ),
  ...recorded(
    'kinds',
    'Acute and repeat medicines, with orders if they are asked for',
    patients('full'),
    ['STR-MED-01', 'STR-MED-04'],
    ({ bundle }, issues) => {
      const requests = ofType(bundle, 'MedicationRequest')
      const types = requests.filter(isPlan).map(prescriptionType)
      return [
        ...expect(types.includes('acute') && types.includes('repeat'), 'acute and repeat plans', types),
        ...expect(
          requests.some(one => one.intent === 'order') === issues,
          `${issues ? 'some' : 'no'} order`,
          requests.length,
        ),
      ]
    },
  ),
]

/** STR-MED-07, STR-MED-08: whether a medicine belongs to what was active on a day or later. One that is active says no end (STR-MED-17). */
function isActiveFrom(from: string, statement: MedicationStatement, acute: boolean): boolean {
  const { start, end } = statement.effectivePeriod ?? {}
  const last = end ?? (acute && statement.status !== 'active' ? start : undefined)
  return agencyOf(statement) === 'prescribed-by-another-organisation' || last === undefined || lastDay(last) >= from
}

/** Days before today: today, a month, three years, twenty years. */
const spans = [0, 30, 1096, 7305] as const

const dateCase: Case = check({
  id: 'medications/from-date',
  feature,
  title: 'Medicines that were active on a day or later (today, and a month, 3 and 20 years ago): those, and no others',
  requirements: ['STR-MED-07', 'STR-MED-08', 'STR-MED-09', 'STR-DATE-01', 'STR-DATE-02', 'STR-DATE-03', 'STR-PAR-13'],
  of: typicalPatients,
  async run(at, person) {
    const all = await recordOf(at, person, medication(false))
    const plans = ofType(all.bundle, 'MedicationRequest')
    const acute = new Set(plans.filter(one => prescriptionType(one) === 'acute').map(nameOf))
    const found: Findings[] = []
    for (const days of spans) {
      const from = addDays(londonDay(), -days)
      const { bundle, findings } = await recordOf(at, person, medicationFrom(from))
      const wanted = ofType(all.bundle, 'MedicationStatement').filter(one =>
        isActiveFrom(from, one, acute.has(one.basedOn?.[0]?.reference ?? '')),
      )
      found.push(
        findings,
        medicationFindings(bundle, false),
        expectSame(`medicines from ${from} on`, wanted.map(nameOf).sort(), entries(bundle).sort()),
      )
    }
    return found.flat()
  },
})

const badDates = [
  'X2014',
  'X2014-02',
  'X2015-10-23T11:08:32',
  'X2015-10-23T11:08:32+00:00',
  '',
  '2014',
  '2014-02',
  'null',
  '2014-02-03T00:00:00Z',
  '2023-02-29',
] as const

const refusals: readonly (readonly [
  id: string,
  title: string,
  ids: readonly string[],
  code: 'INVALID_PARAMETER' | 'INVALID_RESOURCE',
  asked: () => object,
])[] = [
  ...badDates.map(
    date =>
      [
        `date-${date.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') || 'blank'}`,
        `from the day “${date}”`,
        ['STR-PAR-13', 'STR-PAR-19'],
        'INVALID_PARAMETER',
        () => medicationFrom(date),
      ] as const,
  ),
  [
    'date-future',
    'from a day to come',
    ['STR-PAR-13'],
    'INVALID_PARAMETER',
    () => medicationFrom(addDays(londonDay(), 2)),
  ],
  [
    'date-none',
    'whose day has no value',
    ['STR-PAR-11'],
    'INVALID_PARAMETER',
    () => include('includeMedication', { name: 'medicationSearchFromDate' }),
  ],
  [
    'date-type',
    'whose day is a dateTime',
    ['STR-PAR-10'],
    'INVALID_PARAMETER',
    () => include('includeMedication', { name: 'medicationSearchFromDate', valueDateTime: '2020-01-01' }),
  ],
  [
    'flag-type',
    'whose flag is a text',
    ['STR-PAR-10'],
    'INVALID_PARAMETER',
    () => include('includeMedication', { name: 'includePrescriptionIssues', valueString: 'true' }),
  ],
  [
    'flag-none',
    'whose flag has no value',
    ['STR-PAR-11'],
    'INVALID_PARAMETER',
    () => include('includeMedication', { name: 'includePrescriptionIssues' }),
  ],
  [
    'part-twice',
    'with a part twice',
    ['STR-PAR-12'],
    'INVALID_RESOURCE',
    () =>
      include('includeMedication', flag('includePrescriptionIssues', true), flag('includePrescriptionIssues', true)),
  ],
]

export const medicationCases: readonly Case[] = [
  ...recordCases,
  dateCase,
  ...refusals.map(([id, title, requirements, code, asked]) =>
    refused({
      id: `medications/${id}`,
      feature,
      title: `includeMedication ${title} is refused`,
      requirements,
      of: patients('plain'),
      code,
      request: person => recordRequest(person, asked()),
    }),
  ),
  check({
    id: 'medications/no-part',
    feature,
    title: 'includeMedication without parts gives medicines with their issues',
    requirements: ['STR-PAR-01', 'STR-MED-06', 'STR-MED-09'],
    of: patients('plain', 'full'),
    async run(at, person) {
      const names = async (asked: Parameters<typeof recordOf>[2]) => {
        const { bundle, findings } = await recordOf(at, person, asked)
        return { findings, requests: ofType(bundle, 'MedicationRequest').map(nameOf).sort() }
      }
      const [bare, full] = [await names(include('includeMedication')), await names(medication(true))]
      return [...bare.findings, ...expectSame('plans and orders', full.requests, bare.requests)]
    },
  }),
  check({
    id: 'medications/not-asked',
    feature,
    title: 'No include parameter at all: patient, practice and usual GP; no medicine, no list, no warning',
    requirements: ['STR-PAR-02', 'STR-OP-10', 'STR-OP-11'],
    of: typicalPatients,
    async run(at, person) {
      const { bundle, findings } = await recordOf(at, person)
      const found = (['Medication', 'MedicationStatement', 'MedicationRequest', 'List'] as const).flatMap(type =>
        ofType(bundle, type),
      )
      return [
        ...findings,
        ...unwarned(bundle),
        ...expect(found.length === 0, 'no medicine and no list', found.map(nameOf)),
      ]
    },
  }),
  check({
    id: 'medications/unknown-parameter',
    feature,
    title: 'A misspelt include parameter: the patient, and a warning',
    requirements: ['STR-PAR-07', 'STR-VER-01', 'STR-VER-02', 'STR-VER-03'],
    of: patients('plain'),
    async run(at, person) {
      const asked = include('includeInvalidMedications', flag('includePrescriptionIssues', false))
      const { bundle, findings } = await recordOf(at, person, asked)
      return [...findings, ...unrecognised(bundle, 'includeInvalidMedications')]
    },
  }),
  check({
    id: 'medications/part-at-top',
    feature,
    title: 'The name of a part at the top is unrecognised',
    requirements: ['STR-PAR-09'],
    of: patients('plain'),
    async run(at, person) {
      const { bundle, findings } = await recordOf(at, person, day('medicationSearchFromDate', '2020-01-01'))
      return [...findings, ...unrecognised(bundle, 'medicationSearchFromDate')]
    },
  }),
]
