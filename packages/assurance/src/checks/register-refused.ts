/** Registrations that are refused: nobody is registered (REG-FLD, REG-PDS, REG-DUP, REG-ERR). */
import { identifiers, type SpineCode } from '@gpc/fhir'
import { anyRefusal, refusal } from '../answer.ts'
import { type Case, check, type Subjects } from '../check.ts'
import { NotApplicable } from '../finding.ts'
import { call, type Request } from '../provider.ts'
import type { Person } from '../sandbox.ts'
import { patients } from '../subjects.ts'
import { address, communication, named, patientOf, telecom, withElements, without } from './register-body.ts'
import { type Change, interaction, registration, uses } from './register-taken.ts'

const feature = 'PatientRegister'

const refusals: readonly (readonly [
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

export const refusedRegistrations: readonly Case[] = [
  ...refusals.map(([id, title, requirements, code, change]) =>
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
