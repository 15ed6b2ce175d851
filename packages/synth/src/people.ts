import { addDays, type LocalDate } from '@gpc/fhir'
import { dayWithin, later, sampleDay, yearsBefore, yearsBetween } from './calendar.ts'
import { type Chart, openChart } from './chart.ts'
import { noKnownAllergy } from './codes/allergies.ts'
import { allergiesOf } from './codes/index.ts'
import { type Condition, conditions, courses, type Regime } from './codes/regimes.ts'
import { type Course, writeLife } from './life.ts'
import type { InventedPatient, InventedPractice } from './model.ts'
import { testNhsNumber } from './nhs-numbers.ts'
import { inventRegistered } from './person.ts'
import { type Random, seeded } from './random.ts'

export interface InventOptions {
  readonly seed: string
  readonly practice: InventedPractice
  readonly count: number
  /** Number of the first patient; default 1. */
  readonly from?: number
  /** The day that it is, for ages and for what is current; default `sampleDay`. */
  readonly today?: LocalDate
  /** Index of the NHS number of patient 1 (nhs-numbers.ts); default 100,000, well above those of the sandbox. */
  readonly nhsNumbersFrom?: number
  /** The longest that a record goes back, in years; default 30. */
  readonly years?: number
}

/**
 * Patients of a practice, one after the other; nothing is kept of those before. Patient n is the same whatever the count and wherever one
 * begins. Most are healthy and have few entries; some have long-term conditions with up to 30 years of repeats.
 * @throws RangeError if there aren't so many test NHS numbers
 */
export function* inventPatients(options: InventOptions): Generator<InventedPatient> {
  const { seed, practice, count, from = 1, today = sampleDay, nhsNumbersFrom = 100_000, years = 30 } = options
  for (let number = from; number < from + count; number++) {
    const random = seeded(`${seed}/${practice.ods}/${number}`)
    const nhsNumber = testNhsNumber(nhsNumbersFrom + number - 1)
    const patient = inventRegistered({ random, practice, today, number, nhsNumber })
    yield inventRecord(random, patient, practice, today, years)
  }
}

function inventRecord(
  random: Random,
  patient: InventedPatient,
  practice: InventedPractice,
  today: LocalDate,
  years: number,
): InventedPatient {
  const chart = openChart({ practice, random, today })
  // Most records are short; a few go back all the way.
  const depth = 1 + Math.floor((years - 1) * random.next() ** 3)
  const earliest = later(addDays(patient.birthDate, 60), yearsBefore(today, depth))
  if (earliest >= today) return patient
  inventAllergies(random, chart, practice, earliest, today)
  const used = new Set<string>()
  const suffered: Course[] = []
  for (const condition of conditions) {
    if (random.next() * 100 < condition.perHundred && fits(condition, patient, today)) {
      const before = chart.size()
      const onset = inventTherapies(random, chart, condition, patient, earliest, today, used)
      const keys = Array.from({ length: chart.size() - before }, (_, at) => before + at + 1)
      suffered.push({ name: condition.name, onset, medicines: keys })
    }
  }
  inventCourses(random, chart, patient, earliest, today)
  writeLife(chart, suffered, { random: random.fork('life'), practice, patient, earliest, today })
  return { ...patient, ...chart.contents() }
}

function fits(condition: Condition, patient: InventedPatient, today: LocalDate): boolean {
  const age = yearsBetween(patient.birthDate, today)
  const right = condition.gender === undefined || condition.gender === patient.gender
  return right && age >= condition.fromAge && age <= (condition.toAge ?? 150)
}

function inventAllergies(
  random: Random,
  chart: Chart,
  practice: InventedPractice,
  earliest: LocalDate,
  today: LocalDate,
) {
  if (random.chance(0.1)) {
    const day = dayWithin(random, earliest, today)
    chart.allergy(noKnownAllergy, day, { noKnown: true })
    return
  }
  const terms = [...allergiesOf(practice.system)]
  for (let more = random.chance(0.15); more && terms.length > 0; more = random.chance(0.2)) {
    const [term] = terms.splice(random.int(0, terms.length - 1), 1)
    if (term === undefined) return
    const certain = random.chance(0.3) ? { certainty: 'definite' as const } : {}
    const severe = random.chance(0.4) ? { severity: random.pick(['mild', 'moderate', 'severe'] as const) } : {}
    const reaction = random.chance(0.5) ? { reaction: random.pick(['Rash', 'Hives', 'Vomiting', 'Swollen lips']) } : {}
    chart.allergy(term, dayWithin(random, earliest, today), { ...certain, ...severe, ...reaction })
  }
}

function inventTherapies(
  random: Random,
  chart: Chart,
  condition: Condition,
  patient: InventedPatient,
  earliest: LocalDate,
  today: LocalDate,
  used: Set<string>,
): LocalDate {
  const fromBirth = `${Number(patient.birthDate.slice(0, 4)) + condition.fromAge}${patient.birthDate.slice(4)}`
  const possible = fromBirth.endsWith('-02-29') ? fromBirth.replace('-29', '-28') : fromBirth
  const onset = dayWithin(random, later(earliest, possible), today)
  for (const steps of condition.therapies) {
    const ids = steps.map(step => step.drug.name)
    if (ids.some(id => used.has(id))) continue
    for (const id of ids) used.add(id)
    inventSteps(random, chart, steps, onset, today)
  }
  return onset
}

/** One therapy from its first day on: steps of some years each, the last one current or stopped. */
function inventSteps(random: Random, chart: Chart, steps: readonly Regime[], onset: LocalDate, today: LocalDate) {
  let start = onset
  let replaces: number | undefined
  for (const [index, step] of steps.entries()) {
    const last = index === steps.length - 1
    const next = addDays(start, random.int(90, 2500))
    const before = replaces === undefined ? {} : { replaces }
    if (next > today) {
      chart.repeat(step, start, before)
      return
    }
    if (last && !random.chance(0.15)) {
      chart.repeat(step, start, before)
      return
    }
    const reason = last ? 'No longer needed' : 'Dose or medicine changed'
    replaces = chart.repeat(step, start, { ...before, until: { day: next, reason } }).key
    start = next
  }
}

function inventCourses(random: Random, chart: Chart, patient: InventedPatient, earliest: LocalDate, today: LocalDate) {
  const runsTo = new Map<string, LocalDate>()
  let day = addDays(earliest, random.int(0, 900))
  while (day <= today) {
    const age = yearsBetween(patient.birthDate, day)
    const fitting = courses.filter(
      one => age >= one.fromAge && (one.gender === undefined || one.gender === patient.gender),
    )
    if (fitting.length > 0) {
      const { fromAge: _fromAge, gender: _gender, ...regime } = random.pick(fitting)
      if (day > (runsTo.get(regime.drug.name) ?? '')) {
        runsTo.set(regime.drug.name, addDays(day, regime.days - 1))
        chart.acute(regime, day)
      }
    }
    day = addDays(day, random.int(60, 1500))
  }
}
