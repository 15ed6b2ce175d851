/** A record with every clinical area asked for (STR-LIST-12, MIG-STR-07, MIG-STR-08). */
import type { Bundle } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import type { Findings } from '../finding.ts'
import { hold, idsOf } from '../rule.ts'
import { allergiesIds, allergyFindings, entriesOf, listsOf } from './allergies.ts'
import { consultationFindings, consultationIds } from './consultations.ts'
import { diaryFindings, diaryIds } from './diary.ts'
import { documentRules } from './document.ts'
import { type ImmunisationsAsked, immunisationFindings, immunisationIds } from './immunisation.ts'
import { investigationFindings, investigationIds, ofReports } from './investigations.ts'
import { listCodes } from './list.ts'
import { medicationFindings, medicationsIds } from './medications.ts'
import { uncategorisedFindings, uncategorisedIds } from './observation.ts'
import { problemFindings, problemIds } from './problems.ts'
import { nameOf } from './references.ts'
import { referralFindings, referralIds } from './referral.ts'

export const recordIds = [
  ...new Set([
    'STR-LIST-12',
    ...allergiesIds,
    ...medicationsIds,
    ...consultationIds,
    ...problemIds,
    ...immunisationIds,
    ...uncategorisedIds,
    ...investigationIds,
    ...referralIds,
    ...diaryIds,
    ...idsOf(...documentRules),
  ]),
]

/** What is wrong with a record of which all areas were asked for, without filters, ended allergies and issues included. */
export function wholeRecordFindings(bundle: Bundle, immunisations: ImmunisationsAsked = {}): Findings {
  const status = new Set(
    listsOf(bundle, listCodes.immunisations)
      .flatMap(entriesOf)
      .filter(one => one.startsWith('Observation/')),
  )
  const others = [...ofReports(bundle), ...ofType(bundle, 'Observation').filter(one => status.has(nameOf(one)))]
  return [
    ...allergyFindings(bundle, true),
    ...medicationFindings(bundle, true),
    ...consultationFindings(bundle, false, true),
    ...problemFindings(bundle, true),
    ...immunisationFindings(bundle, immunisations),
    ...uncategorisedFindings(bundle, others),
    ...investigationFindings(bundle, false),
    ...referralFindings(bundle),
    ...diaryFindings(bundle),
    ...hold(documentRules, ofType(bundle, 'DocumentReference')),
  ]
}
