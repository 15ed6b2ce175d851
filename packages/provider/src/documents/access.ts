/** Whose documents are served: regular patients, and for some time those who died as such (DOC-GEN-04, DOC-GEN-10, DOC-GEN-11). */
import { addDays, firstDay, type LocalDate } from '@gpc/fhir'
import type { FoundPatient, PracticeSettings } from '@gpc/store'
import { type NotServed, notServed, recordNotServed } from '../patient/access.ts'
import type { Reason } from '../patient/find.ts'

/**
 * The rule of a practice. A date of death that isn't whole counts from its first day; without any date, or where only PDS says that
 * somebody died, nobody can tell how long ago: then the period is over.
 */
export function documentsNotServed({ deceasedDays }: Pick<PracticeSettings, 'deceasedDays'>): Reason {
  return (patient, today) => {
    const reason = recordNotServed(patient, today)
    return reason === 'deceased' ? whileDeceased(patient, today, deceasedDays) : reason
  }
}

function whileDeceased(patient: FoundPatient, today: LocalDate, days: number): NotServed | undefined {
  const { deceased, registeredTo, registration, trace } = patient
  if (deceased === '' || deceased === 'true' || today > addDays(firstDay(deceased), days)) return 'deceased'
  if (registeredTo !== '' && registeredTo < deceased.slice(0, 10)) return 'left'
  const alive = { ...patient, deceased: '', registeredTo: '', trace: trace === 'deceased' ? 'verified' : trace }
  return notServed(alive, today) ?? (registration === 'regular' ? undefined : 'not-regular')
}
