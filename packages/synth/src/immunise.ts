/** Immunisations over a life: the childhood programme, influenza each autumn, the ones of later years. */
import { addDays, type LocalDate } from '@gpc/fhir'
import { later, yearsBetween } from './calendar.ts'
import type { Chart } from './chart.ts'
import { declined, immunisationStatus, vaccinations as v } from './codes/immunisations.ts'
import type { CodedTerm, InventedImmunisation, InventedPatient } from './model.ts'
import type { Random } from './random.ts'

export interface ImmuniseContext {
  readonly random: Random
  readonly patient: InventedPatient
  readonly earliest: LocalDate
  readonly today: LocalDate
  /** Has a condition for which influenza vaccination is offered at any age. */
  readonly atRisk: boolean
}

interface Dose {
  readonly concept: CodedTerm
  readonly disease: string
  readonly days: number
  readonly part: number
}

const dipht = 'Diphtheria, tetanus, pertussis, polio and Haemophilus influenzae type b'
const childhood: readonly Dose[] = [
  { concept: v.fiveInOneFirst, disease: dipht, days: 56, part: 1 },
  { concept: v.pneumococcalFirst, disease: 'Pneumococcal infection', days: 57, part: 1 },
  { concept: v.fiveInOneSecond, disease: dipht, days: 84, part: 2 },
  { concept: v.fiveInOneThird, disease: dipht, days: 112, part: 3 },
  { concept: v.pneumococcalSecond, disease: 'Pneumococcal infection', days: 113, part: 2 },
  { concept: v.hibAndMeningitisC, disease: 'Haemophilus influenzae type b and meningitis C', days: 370, part: 1 },
  { concept: v.mmr, disease: 'Measles, mumps and rubella', days: 371, part: 1 },
]

export function immunise(chart: Chart, context: ImmuniseContext): void {
  const { patient, today, random } = context
  const age = yearsBetween(patient.birthDate, today)
  if (age < 18) writeChildhood(chart, context)
  if (age >= 65 || context.atRisk) writeInfluenza(chart, context)
  const once = (concept: CodedTerm, disease: string, atAge: number, share: number) => {
    const day = onOrAfter(patient.birthDate, atAge, random)
    if (day >= context.earliest && day <= today && random.chance(share)) give(chart, day, concept, disease, random)
  }
  once(v.pneumococcal, 'Pneumococcal infection', 65, 0.7)
  once(v.shingles, 'Herpes zoster', 70, 0.6)
  const covid = addDays('2021-02-01', random.int(0, 120))
  if (age >= 22 && covid >= context.earliest && covid <= today && random.chance(0.8)) {
    give(chart, covid, v.covidFirst, 'COVID-19', random, { part: 1, elsewhere: true })
  }
}

function onOrAfter(birthDate: LocalDate, age: number, random: Random): LocalDate {
  return addDays(birthDate, Math.round(age * 365.25) + random.int(10, 200))
}

function writeChildhood(chart: Chart, { patient, today, random }: ImmuniseContext) {
  const refuses = random.chance(0.04)
  for (const { concept, disease, days, part } of childhood) {
    const day = addDays(patient.birthDate, days + random.int(0, 20))
    if (day > today) continue
    if (concept === v.mmr && refuses) {
      chart.observation(day, immunisationStatus.mmrDissent, {
        immunisationStatus: 'dissent',
        note: 'Parents want to wait.',
      })
      continue
    }
    const elsewhere = day < patient.registration.start ? { elsewhere: true as const } : {}
    give(chart, day, concept, disease, random, { part, ...elsewhere })
  }
}

function writeInfluenza(chart: Chart, { random, earliest, patient, today }: ImmuniseContext) {
  const start = later(earliest, onOrAfter(patient.birthDate, 40, random))
  const refuses = random.chance(0.12)
  for (let year = Number(start.slice(0, 4)); year <= Number(today.slice(0, 4)); year++) {
    const day = addDays(`${year}-09-20`, random.int(0, 60))
    if (day < start || day > today) continue
    if (refuses) {
      chart.immunisation(day, declined.influenza, 'Influenza', {
        status: 'declined',
        reasonNotGiven: 'Declined by patient',
      })
    } else if (random.chance(0.85)) {
      if (random.chance(0.2))
        chart.observation(day, immunisationStatus.influenzaConsent, { immunisationStatus: 'consent' })
      give(chart, day, v.influenza, 'Influenza', random)
    }
  }
}

const makers = ['Seqirus', 'Sanofi Pasteur', 'Pfizer', 'GlaxoSmithKline'] as const

/** A dose with all that is written down about it. */
export function give(
  chart: Chart,
  day: LocalDate,
  concept: CodedTerm,
  disease: string,
  random: Random,
  more: Pick<InventedImmunisation, 'part' | 'elsewhere' | 'note'> = {},
) {
  return chart.immunisation(day, concept, disease, {
    manufacturer: random.pick(makers),
    batch: `${random.pick(['A', 'K', 'P', 'T'])}${random.int(10_000, 99_999)}`,
    expires: addDays(day, random.int(60, 500)),
    bodySite: random.pick(['Left upper arm', 'Right upper arm']),
    route: 'Intramuscular',
    dose: { value: '0.5', unit: 'ml' },
    reason: 'Routine',
    ...more,
  })
}
