/** Find a patient at the documents service (DOC-PAT). Page: access_documents_use_case_find_a_patient. */
import { GpConnectError, identifiers, interactions, isNhsNumber, londonDay } from '@gpc/fhir'
import type { Operation } from '../exchange/exchange.ts'
import { identifierValue } from '../foundations/identifier.ts'
import { only, patientNotFound, traceNew } from '../patient/find.ts'
import type { Services } from '../services.ts'
import { documentsNotServed } from './access.ts'
import { documentsServiceRoot } from './references.ts'
import { documentsSearchset } from './searchset.ts'

/**
 * GET Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|…: one regular patient, or an empty searchset (DOC-PAT-02 to DOC-PAT-04).
 * Who has been dead for longer than the practice's period is PATIENT_NOT_FOUND (DOC-PAT-05). Dissent doesn't count until documents are
 * asked for.
 */
export function findDocumentsPatient(services: Services): Operation {
  return {
    interaction: interactions.documentsFindPatient,
    async handle({ practice, baseUrl, traceId, query, note }) {
      const nhsNumber = identifierValue(query, identifiers.nhsNumber, 'INVALID_PARAMETER')
      if (!isNhsNumber(nhsNumber))
        throw new GpConnectError('INVALID_NHS_NUMBER', 'The NHS number must be ten digits with a right check digit.')
      note({ patient: nhsNumber })
      const today = londonDay(services.now() * 1000)
      const read = () => services.patients.byNhsNumber(practice.ods, nhsNumber)
      let patients = await read()
      if (await traceNew(services, practice.ods, patients)) patients = await read()
      const reason = documentsNotServed(practice)
      const found = only(patients, one => reason(one, today))
      if (found === undefined && patients.some(one => reason(one, today) === 'deceased')) throw patientNotFound()
      const root = documentsServiceRoot(baseUrl, practice.ods)
      const entries = found === undefined ? [] : [{ ref: `Patient/${found.id}`, json: found.body }]
      return { status: 200, json: documentsSearchset(traceId, root, entries) }
    },
  }
}
