/** Registrations that are taken: each registers somebody of another practice as a temporary resident (REG-RSP, REG-FLD). */
import { extensions, identifiers, interactions, type Patient, toXml } from '@gpc/fhir'
import { contentType, inFormat, ofType, success, uncached } from '../answer.ts'
import { type Case, check, type Subjects } from '../check.ts'
import { demand, expect, expectSame, type Findings } from '../finding.ts'
import { type Answer, call, type Provider, type Request } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { patientRules } from '../rules/patient.ts'
import { exactly } from '../rules/shared.ts'
import type { Person, Practice } from '../sandbox.ts'
import { byNhsNumber, searchset } from './patient-search.ts'
import { address, communication, named, patientOf, type Sent, telecom, withElements, without } from './register-body.ts'

const feature = 'PatientRegister'
export const interaction = interactions.registerPatient

export const registration = (...sent: readonly object[]): Request => ({
  interaction,
  body: {
    resourceType: 'Parameters',
    parameter: sent.map(resource => ({ name: 'registerPatient', resource })),
  },
})

/** One practice of the sandbox, in turn, so that not every case registers somebody everywhere. */
export const oneOfThem = (turn: number): Subjects<Practice> => ({
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
export async function newcomer(at: Provider, place: number): Promise<Person> {
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
export function registered(got: Answer, person: Person, sent: Sent): Findings {
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

export type Change = (patient: Sent, person: Person) => Sent

const same: Change = patient => patient
export const uses = ['home', 'work', 'mobile', 'temp', 'email'] as const

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

export const takenCases: readonly Case[] = taken.map(([id, title, requirements, change], turn) =>
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

export const formatCases: readonly Case[] = formats.map(([type, accept, format, wanted], i) => {
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

export const twiceTurn = taken.length + formats.length
