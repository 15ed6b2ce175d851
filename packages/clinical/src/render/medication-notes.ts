/** Notes of medicines as the pages want them prefixed (STR-MED-19). */
import type { MedicationNote } from '../model/medication.ts'
import { clean } from './text.ts'

const prefixes: Record<MedicationNote['kind'], string> = {
  patient: 'Patient Notes:',
  prescriber: 'Prescriber Notes:',
  other: 'Additional Information:',
}

/** A line for each note that says something, with the level that it comes from, if one is given. */
export function noteLines(notes: readonly MedicationNote[], level?: string): string[] {
  return notes.flatMap(({ kind, text }) => {
    const words = clean(text)
    if (words === undefined) return []
    return [level === undefined ? `${prefixes[kind]} ${words}` : `${prefixes[kind]} ${level}: ${words}`]
  })
}

export const authorisationLevel = 'Authorisation'

/** `1st Issue`, `2nd Issue`, … */
export function issueLevel(number: number): string {
  const tens = number % 100
  const ones = tens >= 11 && tens <= 13 ? 0 : number % 10
  const ending = ones === 1 ? 'st' : ones === 2 ? 'nd' : ones === 3 ? 'rd' : 'th'
  return `${number}${ending} Issue`
}

/** One note of several lines, or none. */
export function note(lines: readonly string[]) {
  return lines.length === 0 ? undefined : [{ text: lines.join('\n') }]
}

/** What we add ourselves: facts of the source that no element can carry. */
export function remark(text: string): MedicationNote {
  return { kind: 'other', text }
}
