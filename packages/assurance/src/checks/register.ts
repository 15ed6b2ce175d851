/** Register a patient (REG), after the national test cases. */
import {
  type Bundle,
  extensions,
  type Interaction,
  identifiers,
  interactions,
  type Patient,
  profiles,
  type SpineCode,
  toXml,
} from '@gpc/fhir'
import { inFormat, ofType, refusal, success, uncached } from '../answer.ts'
import { type Case, check, type Subjects } from '../check.ts'
import { demand, expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { type Answer, call, type Provider } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { patientRules } from '../rules/patient.ts'
import { exactly } from '../rules/shared.ts'
import type { Person } from '../sandbox.ts'
import { patients, stranger, thePractice } from '../subjects.ts'
import { refused } from './forms.ts'
import { byNhsNumber, searchset } from './patient-search.ts'

const interaction: Interaction = interactions.registerPatient
const feature = 'PatientRegister'
const once = 'It registers somebody, which can be done once only.'

type Sent = Readonly<Record<string, unknown>>

const identifier = (value: string) => ({ system: identifiers.nhsNumber, value })
const official = ({ family, given }: Person) => ({ use: 'official', family, given: [given] })

/** The Patient of a request with what must be sent, and more; what is undefined is left out. */
function sent(person: Person, more: (person: Person) => Sent = () => ({})): Sent {
  return {
    resourceType: 'Patient',
    meta: { profile: [profiles.patient] },
    identifier: [identifier(person.nhsNumber)],
    name: [official(person)],
    gender: person.gender,
    birthDate: person.birthDate,
    ...more(person),
  }
}

const parameters = (...resources: readonly Sent[]) => ({
  resourceType: 'Parameters',
  parameter: resources.map(resource => ({ name: 'registerPatient', resource })),
})

const address = (use: string) => ({
  use,
  line: ['1 Trial Square', 'Boar Lane'],
  city: 'Leeds',
  postalCode: 'ZZ99 6AE',
})
const phone = (use: string) => ({ system: 'phone', value: '01632 960001', use })
const email = { system: 'email', value: 'trial@example.org', use: 'temp' }
const language = (code: string) => ({
  url: extensions.nhsCommunication,
  extension: [
    {
      url: 'language',
      valueCodeableConcept: {
        coding: [
          { system: 'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-HumanLanguage-1', code, display: 'German' },
        ],
      },
    },
    { url: 'interpreterRequired', valueBoolean: true },
  ],
})

/** People who are registered nowhere, from the fifth on: each of them for one case. Searches are about the first. */
const somebody = (place: number): Subjects<Person> => ({
  none: 'The sandbox names too few people who are registered nowhere.',
  list: (_practice, { people }) =>
    people.slice(4 + place, 5 + place).map(subject => ({ name: subject.nhsNumber, subject })),
})

async function registered(at: Provider, body: object | string, xml = false): Promise<Answer> {
  const type = `application/fhir+${xml ? 'xml' : 'json'}`
  const got = await call(at, { interaction, body, headers: { 'Content-Type': type, Accept: type } })
  if (got.status === 409)
    throw new NotApplicable('The person is registered at the practice by an earlier run: begin with a fresh sandbox.')
  return got
}

const typeOf = (patient: Patient) =>
  exactly(patient, extensions.registrationDetails)
    .flatMap(one => exactly(one, 'registrationType'))
    .flatMap(one => one.valueCodeableConcept?.coding?.map(({ code }) => code) ?? [])

/** The whole answer to a registration, and that the patient is found as they were answered (REG-RSP). */
async function holds(at: Provider, got: Answer, person: Person): Promise<Findings> {
  const bundle: Bundle = success(got, 'Bundle')
  const [patient] = ofType(bundle, 'Patient')
  demand(patient !== undefined, 'a Patient', got.text)
  const found = success(
    await call(at, { interaction: interactions.findPatient, query: byNhsNumber(person.nhsNumber) }),
    'Bundle',
  )
  const name = patient.name?.find(one => one.use === 'official')
  return [
    ...searchset(bundle, 1),
    ...uncached(got),
    ...hold(patientRules, [patient]),
    ...expectSame('NHS number', person.nhsNumber, patient.identifier?.[0]?.value),
    ...expectSame('birthDate', person.birthDate, patient.birthDate),
    ...expectSame('family', person.family.toLowerCase(), name?.family?.toLowerCase()),
    ...expect(name?.given?.includes(person.given) ?? false, `given with ${person.given}`, name?.given),
    ...expectSame('registration type', ['T'], typeOf(patient)),
    ...expectSame('what find gives', [patient], ofType(found, 'Patient')),
  ]
}

const taken: readonly (readonly [
  id: string,
  title: string,
  ids: readonly string[],
  more: (person: Person) => Sent,
  xml?: boolean,
])[] = [
  ['plain', 'what must be sent', ['REG-FLD-01'], () => ({})],
  ['xml', 'XML', ['NFR-CT-04'], () => ({}), true],
  ['no-gender', 'no gender', ['REG-PDS-07'], () => ({ gender: undefined })],
  [
    'given',
    'several given names',
    ['REG-FLD-01'],
    person => ({ name: [{ ...official(person), given: [person.given, 'GivenName-1', 'GivenName-2'] }] }),
  ],
  [
    'nickname',
    'another name beside the official one',
    ['REG-FLD-01'],
    person => ({ name: [official(person), { use: 'nickname', given: ['Nick'], family: 'Name' }] }),
  ],
  [
    'identifier',
    'an identifier of another system beside the NHS number',
    ['REG-FLD-07'],
    ({ nhsNumber }) => ({ identifier: [identifier(nhsNumber), { system: 'https://consumer.invalid/Id', value: '1' }] }),
  ],
  [
    'addresses',
    'a home and a temporary address',
    ['REG-FLD-02'],
    () => ({ address: [address('home'), address('temp')] }),
  ],
  [
    'telecoms',
    'a phone of each use, and an email',
    ['REG-FLD-02', 'REG-FLD-03'],
    () => ({ telecom: [...['home', 'work', 'mobile', 'temp'].map(phone), email] }),
  ],
]

const elements: Sent = {
  active: true,
  multipleBirthBoolean: true,
  generalPractitioner: [{ display: 'Trial Care Provider' }],
  contact: [{ name: { use: 'anonymous', given: ['Trial'], family: 'Contact' } }],
  managingOrganization: { display: 'Trial Organisation' },
  maritalStatus: { coding: [{ system: 'http://hl7.org/fhir/v3/MaritalStatus', code: 'M' }] },
  animal: { species: { coding: [{ system: 'AllSpecies', code: 'Human' }] } },
  communication: [{ language: { coding: [{ system: 'https://tools.ietf.org/html/bcp47', code: 'en' }] } }],
  photo: [{ url: 'photo' }],
  deceasedDateTime: '2017-09-01T10:00:00+01:00',
  nonsense: 'x',
}

const invalid = (name: string, what: string, more: (person: Person) => Sent): Refusal => [
  name,
  what,
  ['REG-FLD-05', 'REG-FLD-06'],
  'INVALID_RESOURCE',
  more,
]
const bad = (name: string, what: string, more: (person: Person) => Sent): Refusal => [
  name,
  what,
  ['REG-FLD-07'],
  'BAD_REQUEST',
  more,
]
type Refusal = readonly [
  id: string,
  title: string,
  ids: readonly string[],
  code: SpineCode,
  more: (person: Person) => Sent,
]

const refusals: readonly Refusal[] = [
  ...Object.entries(elements).map(([name, value]) =>
    invalid(name.toLowerCase(), `Patient.${name}`, () => ({ [name]: value })),
  ),
  ...[
    'home work',
    'home home',
    'home old',
    'old work',
    'old old',
    'old temp',
    'temp work',
    'temp temp',
    'work',
    'old',
  ].map(uses =>
    invalid(`address-${uses.replace(' ', '-')}`, `addresses of the uses ${uses}`, () => ({
      address: uses.split(' ').map(address),
    })),
  ),
  invalid('languages', 'two languages', () => ({ extension: [language('de'), language('de')] })),
  ...['home', 'work', 'mobile', 'temp'].map(use =>
    bad(`phones-${use}`, `two phones of the use ${use}`, () => ({ telecom: [phone(use), phone(use)] })),
  ),
  bad('emails', 'two emails', () => ({ telecom: [email, email] })),
  bad('no-birth-date', 'no birth date', () => ({ birthDate: undefined })),
  bad('no-official', 'no official name', person => ({ name: [{ ...official(person), use: 'anonymous' }] })),
  bad('no-name', 'no name', () => ({ name: undefined })),
  bad('no-family', 'no family name', ({ given }) => ({ name: [{ use: 'official', given: [given] }] })),
  bad('no-system', 'an identifier without system', ({ nhsNumber }) => ({
    identifier: [identifier(nhsNumber), { value: 'NewIdentifierNoSystem' }],
  })),
  ['no-identifier', 'no identifier', ['REG-FLD-07'], 'INVALID_NHS_NUMBER', () => ({ identifier: undefined })],
  ...['34555##4', 'hello', '999999999', '9000000008', '90000000090'].map(
    (value): Refusal => [
      `number-${value.replace('##', '')}`,
      `the NHS number ${value}`,
      ['REG-ERR-01', 'NFR-LIM-05'],
      'INVALID_NHS_NUMBER',
      () => ({ identifier: [identifier(value)] }),
    ],
  ),
]

const known: readonly (readonly [trait: string, ids: readonly string[], code: SpineCode])[] = [
  ['full', ['REG-DUP-03', 'REG-DUP-09'], 'DUPLICATE_REJECTED'],
  ['temporary', ['REG-DUP-03', 'REG-DUP-09'], 'DUPLICATE_REJECTED'],
  ['not-on-pds', ['REG-PDS-04'], 'INVALID_PATIENT_DEMOGRAPHICS'],
  ['deceased', ['REG-PDS-03', 'REG-PDS-04', 'REG-DUP-05'], 'INVALID_PATIENT_DEMOGRAPHICS'],
  ['sensitive', ['REG-PDS-03', 'REG-PDS-04', 'FND-PAT-06'], 'INVALID_PATIENT_DEMOGRAPHICS'],
  ['superseded', ['REG-PDS-05'], 'INVALID_NHS_NUMBER'],
]

export const registerCases: readonly Case[] = [
  ...taken.map(([id, title, requirements, more, xml], place) =>
    check({
      id: `patient-register/${id}`,
      feature,
      title: `Somebody is registered, with ${title}`,
      requirements: [
        'REG-REQ-04',
        'REG-DUP-06',
        'REG-RSP-01',
        'REG-RSP-02',
        'REG-RSP-05',
        ...requirements,
        ...idsOf(...patientRules),
      ],
      of: somebody(place),
      directOnly: once,
      async run(at, person) {
        const body = parameters(sent(person, more))
        const got = await registered(at, xml === true ? toXml(JSON.stringify(body)).toString() : body, xml)
        return [...(await holds(at, got, person)), ...inFormat(got, xml === true ? 'xml' : 'json')]
      },
    }),
  ),
  check({
    id: 'patient-register/everything',
    feature,
    title: 'Somebody is registered, with language, address and telecom, which come back',
    requirements: ['REG-FLD-02', 'REG-RSP-02', 'FND-RES-02', 'FND-PAT-16'],
    of: somebody(taken.length),
    directOnly: once,
    async run(at, person) {
      const more = { extension: [language('de')], address: [address('home')], telecom: [phone('home')] }
      const got = await registered(at, parameters(sent(person, () => more)))
      const [patient] = ofType(success(got, 'Bundle'), 'Patient')
      demand(patient !== undefined, 'a Patient', got.text)
      const [spoken] = exactly(patient, extensions.nhsCommunication)
      return [
        ...(await holds(at, got, person)),
        ...expectSame('address', more.address, patient.address),
        ...expectSame('telecom', more.telecom, patient.telecom),
        ...expectSame(
          'language',
          ['de'],
          exactly(spoken, 'language').map(one => one.valueCodeableConcept?.coding?.[0]?.code),
        ),
        ...expectSame(
          'interpreterRequired',
          [true],
          exactly(spoken, 'interpreterRequired').map(one => one.valueBoolean),
        ),
      ]
    },
  }),
  check({
    id: 'patient-register/again',
    feature,
    title: 'Somebody who was registered is not registered again',
    requirements: ['REG-DUP-03', 'REG-DUP-09'],
    of: somebody(taken.length + 1),
    directOnly: once,
    async run(at, person) {
      success(await registered(at, parameters(sent(person))), 'Bundle')
      return refusal(await call(at, { interaction, body: parameters(sent(person)) }), 'DUPLICATE_REJECTED')
    },
  }),
  check({
    id: 'patient-register/inactive',
    feature,
    title: 'A patient who has left is registered again, as the same patient',
    requirements: ['REG-DUP-04', 'REG-DUP-07', 'REG-RSP-03'],
    of: patients('inactive'),
    directOnly: once,
    async run(at, person) {
      return holds(at, await registered(at, parameters(sent(person))), person)
    },
  }),
  ...refusals.map(([id, title, requirements, code, more]) =>
    refused({
      id: `patient-register/${id}`,
      feature,
      title: `A registration with ${title} is refused`,
      requirements,
      of: stranger,
      code,
      request: person => ({ interaction, body: parameters(sent(person, more)) }),
    }),
  ),
  ...known.map(([trait, requirements, code]) =>
    refused({
      id: `patient-register/${trait}`,
      feature,
      title: `A patient with the trait ${trait} is not registered: ${code}`,
      requirements,
      of: patients(trait),
      code,
      request: person => ({ interaction, body: parameters(sent(person)) }),
    }),
  ),
  refused({
    id: 'patient-register/twice',
    feature,
    title: 'A request with two patients is refused',
    requirements: ['REG-FLD-07'],
    of: stranger,
    code: 'BAD_REQUEST',
    request: person => ({ interaction, body: parameters(sent(person), sent(person)) }),
  }),
  refused({
    id: 'patient-register/bundle',
    feature,
    title: 'A Bundle instead of Parameters is refused',
    requirements: ['REG-FLD-06'],
    of: thePractice,
    code: 'INVALID_RESOURCE',
    request: () => ({ interaction, body: { resourceType: 'Bundle', type: 'collection' } }),
  }),
  refused({
    id: 'patient-register/resource',
    feature,
    title: 'Another resource instead of the Patient is refused',
    requirements: ['REG-FLD-06'],
    of: stranger,
    code: 'INVALID_RESOURCE',
    request: person => ({ interaction, body: parameters({ ...sent(person), resourceType: 'Bundle' }) }),
  }),
  ...['patient/*.read', 'organization/*.read'].map(scope =>
    refused({
      id: `patient-register/scope-${scope.slice(0, scope.indexOf('/'))}`,
      feature,
      title: `The scope ${scope} is refused`,
      requirements: ['SEC-JWT-13', 'REG-REQ-01'],
      of: stranger,
      code: 'BAD_REQUEST',
      request: person => ({
        interaction,
        body: parameters(sent(person)),
        token: claims => ({ ...claims, requested_scope: scope }),
      }),
    }),
  ),
]
