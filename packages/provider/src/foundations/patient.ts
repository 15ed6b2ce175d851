/** Find and read a patient (FND-PAT). Pages: foundations_use_case_find_a_patient, foundations_use_case_read_a_patient. */
import { GpConnectError, identifiers, interactions, isNhsNumber, londonDay } from '@gpc/fhir'
import type { Operation } from '../exchange/exchange.ts'
import { patientNotFound, servedPatient } from '../patient/find.ts'
import type { Services } from '../services.ts'
import { identifierValue } from './identifier.ts'
import { searchset } from './searchset.ts'

/** GET Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|…: one patient or an empty searchset (FND-PAT-06, FND-SRCH-02). */
export function findPatient(services: Services): Operation {
  return {
    interaction: interactions.findPatient,
    async handle({ practice, query, note }) {
      const nhsNumber = identifierValue(query, identifiers.nhsNumber)
      if (!isNhsNumber(nhsNumber))
        throw new GpConnectError('INVALID_NHS_NUMBER', 'The NHS number must be ten digits with a right check digit.')
      note({ patient: nhsNumber })
      const today = londonDay(services.now() * 1000)
      const found = await servedPatient(
        services,
        practice.ods,
        () => services.patients.byNhsNumber(practice.ods, nhsNumber),
        today,
      )
      return { status: 200, json: searchset(found === undefined ? [] : [found.body]) }
    },
  }
}

/** GET Patient/[id] (FND-PAT-09, FND-PAT-10). */
export function readPatient(services: Services): Operation {
  return {
    interaction: interactions.readPatient,
    async handle({ practice, params, note }) {
      const id = params.id ?? ''
      note({ patient: id.slice(0, 64) })
      const today = londonDay(services.now() * 1000)
      const found = await servedPatient(services, practice.ods, () => services.patients.byId(practice.ods, id), today)
      if (found === undefined) throw patientNotFound()
      note({ patient: found.nhsNumber })
      return { status: 200, json: found.body, versionId: found.versionId }
    },
  }
}
