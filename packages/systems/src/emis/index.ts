/**
 * EMIS Web: the bulk extract ("EMIS extract", layouts 5.0 to 8.2), one folder of CSV files for each sharing agreement. Needed are the
 * files of organisations, locations, staff, patients, both dictionaries, consultations, observations, drug and issue records; all other
 * tables are kept as source rows where they are there.
 */
import type { PatientRecord } from '@gpc/clinical'
import type { ClinicalSystem, Lookup, PatientRows } from '../contract.ts'
import { allergyOf } from './allergies.ts'
import { book } from './appointments.ts'
import { type ConsultationContent, consultationsOf } from './consultations.ts'
import { openDelivery } from './delivery.ts'
import { diaryOf } from './diary.ts'
import { documentsOf } from './documents.ts'
import { patientContext } from './entry.ts'
import { immunisationOf } from './immunisations.ts'
import { investigationOf } from './investigations.ts'
import { medicationsOf } from './medications.ts'
import { commentOf, observationOf, testRequestOf } from './observations.ts'
import { options } from './options.ts'
import { patientOf } from './patients.ts'
import { problemsOf } from './problems.ts'
import { referralOf, referralOrganisations, referralsWithoutObservation } from './referrals.ts'
import { sorted } from './sorting.ts'
import { directoryOf, directoryTables } from './staff.ts'

export const emis: ClinicalSystem = {
  name: 'emis',
  directoryTables,
  options,
  open: openDelivery,
  directory: directoryOf,
  assemble: recordOf,
  book,
}

function recordOf(rows: PatientRows, lookup: Lookup): PatientRecord {
  const context = patientContext(rows)
  const { patient, unreadable } = patientOf(rows)
  const found = sorted(rows, lookup, context)
  const medications = medicationsOf(rows, lookup, context)
  const problems = problemsOf(rows, found, context)
  const diary = diaryOf(rows, lookup, context)
  const content: ConsultationContent = {
    allergies: found.allergies.map(one => allergyOf(one, lookup, context)),
    medications: medications.medications,
    problems: problems.problems,
    immunisations: found.immunisations.map(one => immunisationOf(one, context)),
    observations: [
      ...found.observations.map(one => observationOf(one, 'coded', context)),
      ...found.immunisationStatus.map(one => observationOf(one, 'immunisation-status', context)),
      ...found.testRequests.map(one => testRequestOf(one, context)),
      ...found.comments.map(row => commentOf(row, context)),
    ],
    investigations: found.reports.map(report => investigationOf(report, context)),
    referrals: found.referrals.map(one => referralOf(one, lookup, context)),
    documents: documentsOf(rows, found, context),
    diary: diary.diary,
  }
  const organisations = referralOrganisations(content.referrals, lookup)
  return {
    ...(patient === undefined ? {} : { patient }),
    ...content,
    consultations: consultationsOf(rows, lookup, content, context),
    ...(organisations.length === 0 ? {} : { organisations }),
    unreadable: [
      ...unreadable,
      ...found.unreadable,
      ...medications.unreadable,
      ...problems.unreadable,
      ...diary.unreadable,
      ...referralsWithoutObservation(context, rows.table('CareRecord_Observation')),
    ],
  }
}
