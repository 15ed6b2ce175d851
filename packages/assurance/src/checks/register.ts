/** Register a patient (REG). */
import { interactions } from '@gpc/fhir'
import { ofType, refusal, success } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expectSame } from '../finding.ts'
import { call } from '../provider.ts'
import { byNhsNumber } from './patient-search.ts'
import { patientOf } from './register-body.ts'
import { refusedRegistrations } from './register-refused.ts'
import { formatCases, newcomer, oneOfThem, registered, registration, takenCases, twiceTurn } from './register-taken.ts'
import { resolvable } from './resolve.ts'

const feature = 'PatientRegister'

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
  ...refusedRegistrations,
]
