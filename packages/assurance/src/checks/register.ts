/** Register a patient (REG). Each success registers somebody of another practice as a temporary resident. */
import { extensions, identifiers, interactions, type Patient, type SpineCode, toXml } from '@gpc/fhir'
import { anyRefusal, contentType, inFormat, ofType, refusal, success, uncached } from '../answer.ts'
import { type Case, check, type Subjects } from '../check.ts'
import { demand, expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { type Answer, call, type Provider, type Request } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { patientRules } from '../rules/patient.ts'
import { exactly } from '../rules/shared.ts'
import type { Person, Practice } from '../sandbox.ts'
import { patients } from '../subjects.ts'
import { byNhsNumber, searchset } from './patient-search.ts'
import { address, communication, named, patientOf, type Sent, telecom, withElements, without } from './register-body.ts'
import { resolvable } from './resolve.ts'

const feature = 'PatientRegister'
const interaction = interactions.registerPatient

export const registration = (...sent: readonly object[]): Request => ({
  interaction,
  body: {
    resourceType: 'Parameters',
    parameter: sent.map(resource => ({ name: 'registerPatient', resource })),
  },
})

/** One practice of the sandbox, in turn, so that not every case registers somebody everywhere. */
const oneOfThem = (turn: number): Subjects<Practice> => ({
  none: 'The case is held at another practice: each registers somebody.',
  list: (practice, { practices }) =>
    practices[turn % practices.length]?.ods === practice.ods ? [{ name: practice.name, subject: practice }] : [],
})

const ordinary = ({ ods }: Practice, at: Provider): Person[] =>
  at.sandbox.practices
    .filter(one => one.ods !== ods)
    .flatMap(one => one.patients.filter(({ traits }) => traits.length === 0))

const slots = 80

/**
 * Somebody of another practice whom this one doesn't know. Each case begins at a place of its own, and goes on by the number of places,
 * so that a later run finds somebody else.
 */
async function newcomer(at: Provider, place: number): Promise<Person> {
  const pool = ordinary(at.practice, at)
  const first = place * 2 + (at.route === 'ssp' ? 1 : 0)
  for (let i = first; i < first + slots * pool.length; i += slots) {
    const person = pool[i % pool.length]
    if (person === undefined) break
    const got = await call(
      { ...at, route: 'direct' },
      { interaction: interactions.findPatient, query: byNhsNumber(person.nhsNumber) },
    )
    if ((success(got, 'Bundle').entry ?? []).length === 0) return person
  }
  demand(false, 'somebody whom the practice doesn’t know', 'all are registered: restart the sandbox with new data')
}

const registrationOf = (patient: Patient | undefined) => exactly(patient, extensions.registrationDetails)

const isTemporary = (patient: Patient | undefined): boolean =>
  registrationOf(patient)
    .flatMap(one => exactly(one, 'registrationType'))
    .some(one => one.valueCodeableConcept?.coding?.some(({ code }) => code === 'T') ?? false)

const plain = (text: string | undefined): string =>
  (text ?? '').normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase()

/** The patient who was registered: one, temporary, with what was sent (REG-RSP-01 to 05). */
function registered(got: Answer, person: Person, sent: Sent): Findings {
  const bundle = success(got, 'Bundle')
  const all = ofType(bundle, 'Patient')
  const [patient] = all
  const contacts = (value: unknown) => (Array.isArray(value) ? value.length : 0)
  return [
    ...searchset(bundle, 1),
    ...uncached(got),
    ...hold(patientRules, all),
    ...expectSame(
      'NHS number',
      person.nhsNumber,
      patient?.identifier?.find(one => one.system === identifiers.nhsNumber)?.value,
    ),
    ...expectSame('birth date', person.birthDate, patient?.birthDate),
    ...expectSame('gender', person.gender, patient?.gender),
    ...expectSame(
      'family name',
      plain(person.family),
      plain(patient?.name?.find(one => one.use === 'official')?.family),
    ),
    ...expect(isTemporary(patient), 'a temporary registration (REG-DUP-07, REG-RSP-02)', registrationOf(patient)),
    ...expect(
      contacts(patient?.telecom) >= contacts(sent.telecom),
      'every telecom that was sent (REG-PDS-07)',
      patient?.telecom,
    ),
    ...expect(
      contacts(patient?.address) >= contacts(sent.address),
      'every address that was sent (REG-PDS-07)',
      patient?.address,
    ),
  ]
}

type Change = (patient: Sent, person: Person) => Sent

const same: Change = patient => patient
const uses = ['home', 'work', 'mobile', 'temp', 'email'] as const

const taken: readonly (readonly [id: string, title: string, ids: readonly string[], change: Change])[] = [
  ['plain', 'with what is asked for', ['REG-FLD-01', 'REG-RSP-01'], same],
  ['no-gender', 'without gender', ['REG-FLD-02'], without('gender')],
  ...[1, 2, 5].map(
    count =>
      [
        `given-${count}`,
        `with ${count} more given names`,
        ['REG-FLD-01'],
        named(({ family, given }) => ({ family, given: [...given, ...Array(count).fill('Extra')] })),
      ] as const,
  ),
  ['address', 'with an address', ['REG-FLD-02'], withElements({ address: [address('home')] })],
  [
    'name',
    'with another name',
    ['REG-FLD-01'],
    (patient, { family }) => ({
      ...patient,
      name: [...(Array.isArray(patient.name) ? patient.name : []), { use: 'nickname', given: ['Nick'], family }],
    }),
  ],
  ['telecom', 'with a telecom', ['REG-FLD-02'], withElements({ telecom: [telecom('home')] })],
  [
    'address-and-telecom',
    'with address and telecom',
    ['REG-FLD-02'],
    withElements({ address: [address('temp')], telecom: [telecom('mobile')] }),
  ],
  [
    'communication',
    'with address, telecom and nhsCommunication',
    ['REG-FLD-02'],
    withElements({ address: [address('temp')], telecom: [telecom('mobile')], extension: [communication] }),
  ],
  ...uses.flatMap(one =>
    uses
      .filter(other => other !== one)
      .map(
        other =>
          [
            `telecoms-${one}-${other}`,
            `with telecoms ${one} and ${other}`,
            ['REG-FLD-02', 'REG-FLD-03'],
            withElements({ address: [address('home')], telecom: [telecom(one), telecom(other)] }),
          ] as const,
      ),
  ),
  ...(
    [
      ['home', 'temp'],
      ['temp', 'home'],
    ] as const
  ).map(
    ([one, other]) =>
      [
        `addresses-${one}-${other}`,
        `with addresses ${one} and ${other}`,
        ['REG-FLD-02', 'REG-FLD-03'],
        withElements({ address: [address(one), address(other)] }),
      ] as const,
  ),
]

const takenCases: readonly Case[] = taken.map(([id, title, requirements, change], turn) =>
  check({
    id: `register/${id}`,
    feature,
    title: `Somebody is registered ${title}: a temporary patient`,
    requirements: [
      ...new Set([
        ...requirements,
        'REG-RSP-01',
        'REG-RSP-02',
        'REG-RSP-05',
        'REG-DUP-06',
        'REG-DUP-07',
        ...idsOf(...patientRules),
      ]),
    ],
    of: oneOfThem(turn),
    async run(at) {
      const person = await newcomer(at, turn)
      const sent = change(patientOf(person), person)
      return registered(await call(at, registration(sent)), person, sent)
    },
  }),
)

/** An identifier of some other system beside the NHS number does no harm. */
const withGeneric: (patient: Sent) => Sent = patient => ({
  ...patient,
  identifier: [
    ...(Array.isArray(patient.identifier) ? patient.identifier : []),
    { system: 'https://assurance.example/Id/person', value: '1' },
  ],
})

const json = 'application/fhir+json'
const xml = 'application/fhir+xml'

const formats: readonly (readonly [
  sent: string,
  accept: string | null,
  format: string | null,
  wanted: 'json' | 'xml',
])[] = [
  [xml, xml, null, 'xml'],
  [json, json, null, 'json'],
  [xml, null, xml, 'xml'],
  [json, null, json, 'json'],
  [xml, xml, xml, 'xml'],
  [xml, xml, json, 'json'],
  [json, json, xml, 'xml'],
  [xml, json, json, 'json'],
  [json, xml, xml, 'xml'],
  [json, json, json, 'json'],
  [xml, json, xml, 'xml'],
  [json, xml, json, 'json'],
]

const short = (type: string | null): string => type?.split('+')[1] ?? 'none'

const formatCases: readonly Case[] = formats.map(([type, accept, format, wanted], i) => {
  const turn = taken.length + i
  return check({
    id: `register/format-${short(type)}-${short(accept)}-${short(format)}`,
    feature,
    title: `Content-Type ${type}, Accept ${accept ?? 'absent'}, _format ${format ?? 'absent'}: registered, answered in ${wanted}`,
    requirements: ['NFR-CT-01', 'NFR-CT-02', 'NFR-CT-03', 'NFR-CT-05', 'REG-RSP-01'],
    of: oneOfThem(turn),
    async run(at) {
      const person = await newcomer(at, turn)
      const sent = withGeneric(patientOf(person))
      const { body } = registration(sent)
      const got = await call(at, {
        interaction,
        body: type === xml ? toXml(JSON.stringify(body)) : (body ?? {}),
        headers: { 'Content-Type': type === xml ? contentType.xml : contentType.json, Accept: accept },
        ...(format === null ? {} : { query: [['_format', format]] }),
      })
      return [...registered(got, person, sent), ...inFormat(got, wanted)]
    },
  })
})

const twiceTurn = taken.length + formats.length

const refusedCases: readonly (readonly [
  id: string,
  title: string,
  ids: readonly string[],
  code: SpineCode,
  change: Change,
])[] = [
  ['no-identifier', 'without identifier', ['REG-FLD-07'], 'INVALID_NHS_NUMBER', without('identifier')],
  ['no-birth-date', 'without birth date', ['REG-FLD-07'], 'BAD_REQUEST', without('birthDate')],
  ...['34555##4', 'hello', '999999999', '9000000008', '90000000090'].map(
    value =>
      [
        `number-${value.replaceAll('#', '')}`,
        `with the NHS number ${value}`,
        ['REG-PDS-05', 'REG-FLD-07'],
        'INVALID_NHS_NUMBER',
        withElements({ identifier: [{ system: identifiers.nhsNumber, value }] }),
      ] as const,
  ),
  [
    'no-official',
    'without an official name',
    ['REG-FLD-07'],
    'BAD_REQUEST',
    (patient, { family, given }) => ({ ...patient, name: [{ use: 'usual', family, given: [given] }] }),
  ],
  ['no-family', 'without a family name', ['REG-FLD-07'], 'BAD_REQUEST', named(({ given }) => ({ given }))],
  [
    'no-system',
    'with an identifier without system',
    ['REG-FLD-07'],
    'BAD_REQUEST',
    (patient, { nhsNumber }) => ({
      ...patient,
      identifier: [{ system: identifiers.nhsNumber, value: nhsNumber }, { value: 'abc' }],
    }),
  ],
  ...uses.map(
    use =>
      [
        `telecoms-${use}-twice`,
        `with two telecoms ${use}`,
        ['REG-FLD-06'],
        'BAD_REQUEST',
        withElements({ address: [address('home')], telecom: [telecom(use), telecom(use)] }),
      ] as const,
  ),
  [
    'communications',
    'with nhsCommunication twice',
    ['REG-FLD-06'],
    'INVALID_RESOURCE',
    withElements({ extension: [communication, communication] }),
  ],
  ...(
    [
      ['active', { active: true }],
      ['births', { multipleBirthBoolean: true }],
      ['care-provider', { generalPractitioner: [{ display: 'somebody' }] }],
      ['contact', { contact: [{ name: { family: 'Contact' } }] }],
      ['managing', { managingOrganization: { display: 'somebody' } }],
      ['marital', { maritalStatus: { text: 'Married' } }],
      ['animal', { animal: { species: { text: 'cat' } } }],
      ['languages', { communication: [{ language: { text: 'German' } }] }],
      ['photo', { photo: [{ url: 'https://example.org/photo' }] }],
      ['deceased', { deceasedBoolean: false }],
      ['unknown', { additional: 'element' }],
    ] as const
  ).map(
    ([id, more]) =>
      [
        `element-${id}`,
        `with ${Object.keys(more)[0]}`,
        ['REG-FLD-04', 'REG-FLD-05', 'REG-FLD-06'],
        'INVALID_RESOURCE',
        withElements(more),
      ] as const,
  ),
  ...(
    [
      ['home', 'work'],
      ['home', 'home'],
      ['home', 'old'],
      ['old', 'work'],
      ['old', 'old'],
      ['old', 'temp'],
      ['temp', 'work'],
      ['temp', 'temp'],
      ['temp', 'old'],
      ['work'],
      ['old'],
    ] as const
  ).map(
    all =>
      [
        `addresses-${all.join('-')}-refused`,
        `with addresses ${all.join(' and ')}`,
        ['REG-FLD-06'],
        'INVALID_RESOURCE',
        withElements({ address: all.map(address) }),
      ] as const,
  ),
]

/** Somebody whom no practice has: nobody is registered by what is refused. */
const nowhere: Subjects<Person> = {
  none: 'The sandbox names nobody who is registered nowhere.',
  list: (_practice, { people }) => people.slice(0, 1).map(subject => ({ name: subject.nhsNumber, subject })),
}

function refusedCase(
  id: string,
  title: string,
  requirements: readonly string[],
  code: SpineCode,
  of: Subjects<Person>,
  request: (person: Person) => Request,
): Case {
  return check({
    id: `register/${id}`,
    feature,
    title: `${title}: ${code}`,
    requirements: [...requirements, 'REG-ERR-01', 'ERR-GEN-01', 'NFR-VER-07'],
    of,
    run: async (at, person) => refusal(await call(at, request(person)), code),
  })
}

const asThey: (person: Person) => Request = person => registration(patientOf(person))

export const registerCases: readonly Case[] = [
  ...takenCases,
  ...formatCases,
  check({
    id: 'register/twice',
    feature,
    title: 'Somebody is registered, found, and not registered again: DUPLICATE_REJECTED',
    requirements: ['REG-DUP-03', 'REG-DUP-09', 'REG-RSP-07'],
    of: oneOfThem(twiceTurn),
    async run(at) {
      const person = await newcomer(at, twiceTurn)
      const sent = patientOf(person)
      const first = await call(at, registration(sent))
      const findings = registered(first, person, sent)
      const found = await call(at, { interaction: interactions.findPatient, query: byNhsNumber(person.nhsNumber) })
      const id = ofType(success(first, 'Bundle'), 'Patient')[0]?.id
      const [patient] = ofType(success(found, 'Bundle'), 'Patient')
      return [
        ...findings,
        ...expectSame('id of the patient who is found', id, patient?.id),
        ...(await resolvable(at, [patient?.managingOrganization])),
        ...refusal(await call(at, registration(sent)), 'DUPLICATE_REJECTED'),
      ]
    },
  }),
  ...refusedCases.map(([id, title, requirements, code, change]) =>
    refusedCase(id, `A registration ${title} is refused`, requirements, code, nowhere, person =>
      registration(change(patientOf(person), person)),
    ),
  ),
  check({
    id: 'register/family',
    feature,
    title: 'The suite wants a family name that PDS doesn’t have refused, BAD_REQUEST',
    requirements: ['REG-PDS-02', 'CNF-PRV-13'],
    of: nowhere,
    run: () =>
      Promise.reject(
        new NotApplicable(
          'The specification takes an equal birth date for enough (REG-PDS-02), and so does this provider; the suite’s code is ruling C-20.',
        ),
      ),
  }),
  refusedCase(
    'two-parameters',
    'A registration with two patients is refused',
    ['REG-FLD-07'],
    'BAD_REQUEST',
    nowhere,
    person => registration(patientOf(person), patientOf(person)),
  ),
  refusedCase(
    'body-type',
    'A body that is no Parameters is refused',
    ['REG-FLD-06'],
    'INVALID_RESOURCE',
    nowhere,
    person => ({ interaction, body: { ...patientOf(person), resourceType: 'InvalidResourceType' } }),
  ),
  refusedCase(
    'parameter-type',
    'A parameter that is no Patient is refused',
    ['REG-FLD-06'],
    'INVALID_RESOURCE',
    nowhere,
    person => registration({ ...patientOf(person), resourceType: 'Location' }),
  ),
  refusedCase(
    'known',
    'A patient of the practice is not registered again',
    ['REG-DUP-01', 'REG-DUP-03'],
    'DUPLICATE_REJECTED',
    patients('plain'),
    asThey,
  ),
  refusedCase(
    'not-on-pds',
    'Somebody whom PDS doesn’t know isn’t registered',
    ['REG-PDS-04'],
    'INVALID_PATIENT_DEMOGRAPHICS',
    nowhere,
    person =>
      registration({ ...patientOf(person), identifier: [{ system: identifiers.nhsNumber, value: '9990000018' }] }),
  ),
  refusedCase(
    'temporary',
    'A temporary resident is not registered again',
    ['REG-DUP-03', 'REG-DUP-09'],
    'DUPLICATE_REJECTED',
    patients('temporary'),
    asThey,
  ),
  refusedCase(
    'unknown-to-pds',
    'Somebody on the practice’s system whom PDS doesn’t know isn’t registered',
    ['REG-PDS-04', 'REG-DUP-02'],
    'INVALID_PATIENT_DEMOGRAPHICS',
    patients('not-on-pds'),
    asThey,
  ),
  refusedCase(
    'dead',
    'Somebody who has died isn’t registered',
    ['REG-PDS-03', 'REG-PDS-04', 'REG-DUP-05'],
    'INVALID_PATIENT_DEMOGRAPHICS',
    patients('deceased'),
    asThey,
  ),
  refusedCase(
    'sensitive',
    'Somebody flagged sensitive isn’t registered',
    ['REG-PDS-03', 'REG-PDS-04', 'SEC-IG-05'],
    'INVALID_PATIENT_DEMOGRAPHICS',
    patients('sensitive'),
    asThey,
  ),
  refusedCase(
    'superseded',
    'Somebody whose NHS number was replaced isn’t registered',
    ['REG-PDS-03', 'REG-PDS-05'],
    'INVALID_NHS_NUMBER',
    patients('superseded'),
    asThey,
  ),
  ...['patient/*.read', 'organization/*.read'].map(scope =>
    refusedCase(
      `scope-${scope.split('/')[0]}`,
      `A registration with the scope ${scope} is refused`,
      ['REG-REQ-01', 'SEC-JWT-13'],
      'BAD_REQUEST',
      nowhere,
      person => ({ ...asThey(person), token: claims => ({ ...claims, requested_scope: scope }) }),
    ),
  ),
  ...['/Patient/$gpc.registerpatien', '/Patient/$gpc.registerpati%23ent'].map((path, i) =>
    check({
      id: `register/path-${i + 1}`,
      feature,
      title: `A registration at ${path} is refused`,
      requirements: ['ERR-MAP-06', 'ERR-GEN-01'],
      of: nowhere,
      run: async (at, person) => anyRefusal(await call(at, { ...asThey(person), path })),
    }),
  ),
]
