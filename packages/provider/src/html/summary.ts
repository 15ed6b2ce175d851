/** Summary: replicas of tables of other sections (HTM-SEC-01, HTM-SEC-07). */
import { currentAllergies } from './allergies.ts'
import { emergencyCodes } from './emergency.ts'
import { lastEncounters } from './encounters.ts'
import { acuteMedication, currentRepeats } from './medications.ts'
import { plansOf } from './plans.ts'
import { activeProblems, majorInactiveProblems } from './problems.ts'
import type { CareRecord } from './record.ts'
import { sections } from './sections.ts'
import type { EmergencySettings } from './settings.ts'
import type { SectionView } from './view.ts'

export function summary(record: CareRecord, emergency: EmergencySettings | undefined): SectionView {
  const plans = plansOf(record)
  return {
    title: sections.SUM.title,
    tables: [
      ...(emergency === undefined ? [] : [emergencyCodes(record, emergency)]),
      lastEncounters(record),
      activeProblems(record),
      majorInactiveProblems(record),
      currentAllergies(record),
      acuteMedication(record, plans),
      currentRepeats(record, plans),
    ],
  }
}
