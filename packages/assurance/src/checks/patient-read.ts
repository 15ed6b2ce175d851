/** Read a patient (FND-PAT-09 to 20). */
import { interactions } from '@gpc/fhir'
import { anyRefusal, inFormat, ofType, success, tagged, uncached } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { demand, expectSame } from '../finding.ts'
import { call, type Provider } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { patientRules } from '../rules/patient.ts'
import { patients, thePractice, typicalPatients } from '../subjects.ts'
import { inEveryFormat, refused } from './forms.ts'
import { byNhsNumber } from './patient-search.ts'
import { resolvable } from './resolve.ts'

const interaction = interactions.readPatient
const feature = 'PatientRead'

/** The logical id of a patient, by search. */
async function idOf(at: Provider, nhsNumber: string): Promise<string> {
  const got = await call(at, { interaction: interactions.findPatient, query: byNhsNumber(nhsNumber) })
  const id = ofType(success(got, 'Bundle'), 'Patient')[0]?.id
  demand(id !== undefined, `a patient with the NHS number ${nhsNumber}`, got.text)
  return id
}

/** Ids that FHIR allows and nobody has. */
export const unknownIds = [
  'NothingOfThisNameIsOnTheSystem',
  '4543567638475665845564986758479086840564796854665748763454',
  'aaBA',
  '1ZEc2',
  'z.as.dd',
  '1.1.22',
  '40-9',
  'nd-skdm.mks--s',
] as const

export const patientReadCases: readonly Case[] = [
  ...unknownIds.map(id =>
    refused({
      id: `patient-read/unknown-${id}`,
      feature,
      title: `The id ${id}, which nobody has: PATIENT_NOT_FOUND`,
      requirements: ['FND-PAT-09'],
      of: thePractice,
      code: 'PATIENT_NOT_FOUND',
      request: () => ({ interaction, id }),
    }),
  ),
  check({
    id: 'patient-read/no-id',
    feature,
    title: 'A read without id is refused',
    requirements: ['ERR-MAP-06', 'ERR-GEN-01'],
    of: thePractice,
    run: async at => anyRefusal(await call(at, { interaction, path: '/Patient/' }), [400, 404]),
  }),
  ...inEveryFormat({
    id: 'patient-read/format',
    feature,
    title: 'A patient is read',
    requirements: ['FND-PAT-09'],
    of: patients('plain'),
    type: 'Patient',
    request: async (at, { nhsNumber }) => ({ interaction, id: await idOf(at, nhsNumber) }),
    holds: (patient, { nhsNumber }) => expectSame('NHS number', nhsNumber, patient.identifier?.[0]?.value),
  }),
  check({
    id: 'patient-read/resource',
    feature,
    title: 'A patient who is read is as the specification wants: id, ETag, content; dissent doesn’t matter',
    requirements: ['FND-PAT-09', 'FND-PAT-11', 'NFR-VER-01', 'NFR-FHIR-09', ...idsOf(...patientRules)],
    of: {
      none: typicalPatients.none,
      list: (practice, sandbox) => [
        ...typicalPatients.list(practice, sandbox),
        ...patients('no-consent').list(practice, sandbox),
      ],
    },
    async run(at, { nhsNumber }) {
      const id = await idOf(at, nhsNumber)
      const got = await call(at, { interaction, id })
      const patient = success(got, 'Patient')
      return [
        ...expectSame('id', id, patient.id),
        ...expectSame('NHS number', nhsNumber, patient.identifier?.[0]?.value),
        ...inFormat(got, 'json'),
        ...uncached(got),
        ...tagged(got, patient),
        ...hold(patientRules, [patient]),
        ...(await resolvable(at, [...(patient.generalPractitioner ?? []), patient.managingOrganization])),
      ]
    },
  }),
  check({
    id: 'patient-read/same-id',
    feature,
    title: 'A patient keeps id and version between requests',
    requirements: ['FND-RES-15', 'NFR-FHIR-05', 'NFR-VER-06'],
    of: patients('full'),
    async run(at, { nhsNumber }) {
      const read = async () => {
        const { id, meta } = success(await call(at, { interaction, id: await idOf(at, nhsNumber) }), 'Patient')
        return [id, meta?.versionId]
      }
      return expectSame('id and version', await read(), await read())
    },
  }),
]
