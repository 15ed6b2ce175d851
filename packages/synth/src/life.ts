/** What fills an invented record beside allergies and medicines: problems and their yearly reviews, immunisations, tests, letters, recalls. */
import { addDays, type LocalDate } from '@gpc/fhir'
import { dayWithin, later, yearsBetween } from './calendar.ts'
import { type Care, careOf, visitFor } from './care.ts'
import { type Chart, staffIn } from './chart.ts'
import { diaryTerms, documentTypes, procedures, referrals } from './codes/administration.ts'
import { disorders, examinations, familyHistory } from './codes/conditions.ts'
import { advice, measurements, smoking } from './codes/measurements.ts'
import { roles } from './codes/roles.ts'
import type { At, Key } from './entries.ts'
import { immunise } from './immunise.ts'
import type { InventedConsultation, InventedEntry, InventedPatient, InventedPractice } from './model.ts'
import { cultureOf, type PanelName, reportOf } from './panels.ts'
import type { Random } from './random.ts'

/** A condition of the patient, from its first day, with the keys of what was given for it. */
export interface Course {
  readonly name: string
  readonly onset: LocalDate
  readonly medicines: readonly number[]
}

export interface LifeContext {
  readonly random: Random
  readonly practice: InventedPractice
  readonly patient: InventedPatient
  readonly earliest: LocalDate
  readonly today: LocalDate
}

type ReportContext = Pick<LifeContext, 'random' | 'practice' | 'today'>

export function writeLife(chart: Chart, conditions: readonly Course[], context: LifeContext): void {
  const { today, earliest, random, patient } = context
  for (const [at, condition] of conditions.entries()) {
    const care = careOf[condition.name]
    if (care !== undefined) writeCondition(chart, condition, care, conditions.slice(0, at), context)
  }
  writeVisits(chart, context)
  const age = yearsBetween(patient.birthDate, today)
  if (age >= 18) writeChecks(chart, context)
  immunise(chart, { ...context, atRisk: conditions.some(one => (careOf[one.name]?.panels.length ?? 0) > 0) })
  if (age >= 18 && random.chance(0.15)) writeReferral(chart, dayWithin(random, earliest, addDays(today, -1)), context)
  if (random.chance(0.06)) {
    const day = dayWithin(random, earliest, today)
    chart.document(day, documentTypes.emergencyReport, 'Emergency department attendance', {
      fileName: 'ED-report.txt',
      contentType: 'text/plain',
      author: { text: 'Eastmoor General Hospital' },
      content: {
        lines: [
          'Emergency department, Eastmoor General Hospital',
          `Attended ${day}`,
          'Wound cleaned and closed. Tetanus up to date.',
        ],
      },
    })
  }
}

/** The first consultation, the yearly reviews with their tests, the problem that holds it all, and the recall for the next one. */
function writeCondition(
  chart: Chart,
  { name, onset, medicines }: Course,
  care: Care,
  before: readonly Course[],
  context: LifeContext,
) {
  const { random, today } = context
  if (before.some(one => careOf[one.name]?.problem === care.problem)) return
  const first = chart.consultation(onset)
  const links: Key[] = [
    chart.comment(first, `New diagnosis: ${name}. Discussed, leaflet given. Treatment started.`),
    ...medicines,
  ]
  let last: LocalDate | undefined
  if (care.panels.length + care.measures.length > 0) {
    links.push(...measure(chart, first, care.measures, context))
    for (let day = nextReview(onset, random); day <= today; day = nextReview(day, random)) {
      links.push(...review(chart, day, care, context))
      last = day
    }
  }
  const due = addDays(last ?? onset, 365)
  if (care.recall !== undefined && (due > today || random.chance(0.5))) {
    links.push(chart.diary(last ?? onset, care.recall, due))
  }
  const plan = chart.planned(medicines)
  if (plan !== undefined) chart.diary(plan.start ?? today, diaryTerms.medicationReview, plan.reviewDate ?? due)
  chart.problem(first, care.problem, onset, {
    significance: care.significance,
    links,
    ...(last === undefined ? {} : { lastReview: last }),
  })
}

const nextReview = (day: LocalDate, random: Random) => addDays(day, random.int(330, 420))

function review(
  chart: Chart,
  day: LocalDate,
  { panels, measures, problem }: Care,
  context: LifeContext,
): readonly Key[] {
  const links: Key[] = []
  if (panels.length > 0) links.push(...testsOn(chart, addDays(day, -10), panels, context))
  const visit = chart.consultation(day)
  links.push(
    chart.comment(visit, `Annual review: ${problem.text.toLowerCase()}. Feels well, takes medicines as prescribed.`),
  )
  links.push(...measure(chart, visit, measures, context))
  chart.observation(visit, procedures.medicationReviewDone)
  return links
}

/** A report of tests on a day, by one of the practice's GPs. */
export function testsOn(
  chart: Chart,
  taken: LocalDate,
  names: readonly PanelName[],
  { random, practice, today }: ReportContext,
  more: Partial<InventedEntry> = {},
): readonly number[] {
  const by = random.pick(staffIn(practice, roles.gp.code))
  const received = addDays(taken, 1) <= today ? addDays(taken, 1) : today
  return chart.report(received, nextKey => reportOf(names, taken, today, { random, nextKey, by, laboratory }), more)
}

/** A report that nobody has filed yet. */
export function unfiledTestsOn(chart: Chart, taken: LocalDate, names: readonly PanelName[], context: ReportContext) {
  const { random, practice, today } = context
  const by = random.pick(staffIn(practice, roles.gp.code))
  return chart.report(addDays(taken, 1), nextKey => {
    const draft = reportOf(names, taken, today, { random, nextKey, by, laboratory })
    return { ...draft, filed: false, filingComments: [] }
  })
}

/** A urine culture, in words. */
export function urineCultureOn(
  chart: Chart,
  day: LocalDate,
  { random, practice, today }: ReportContext,
): readonly number[] {
  const by = random.pick(staffIn(practice, roles.gp.code))
  return chart.report(day, nextKey => cultureOf(day, today, { random, nextKey, by, laboratory }))
}

const laboratory = 'Eastmoor Pathology'

function measure(chart: Chart, at: At, measures: Care['measures'], { random }: LifeContext): readonly Key[] {
  const quantity = (value: string, unit: string) => ({ value: { kind: 'quantity' as const, value, unit } })
  const taken: Readonly<Record<Care['measures'][number], () => readonly Key[]>> = {
    'blood-pressure': () => [chart.bloodPressure(at, random.int(118, 158), random.int(64, 94))],
    pulse: () => [chart.observation(at, measurements.pulse, quantity(String(random.int(58, 96)), 'beats/min'))],
    'peak-flow': () => [
      chart.observation(at, measurements.peakFlow, quantity(String(random.int(28, 58) * 10), 'L/min')),
    ],
    weight: () => bodyOf(chart, at, random),
  }
  return measures.flatMap(one => taken[one]())
}

function bodyOf(chart: Chart, at: At, random: Random): readonly Key[] {
  const height = random.int(152, 190) / 100
  const index = random.int(200, 360) / 10
  const weight = (index * height * height).toFixed(1)
  return [
    chart.observation(at, measurements.weight, { value: { kind: 'quantity', value: weight, unit: 'kg' } }),
    chart.observation(at, measurements.bodyMassIndex, {
      value: { kind: 'quantity', value: index.toFixed(1), unit: 'kg/m2' },
    }),
  ]
}

/** What each short course was given for. */
function writeVisits(chart: Chart, context: LifeContext) {
  const { random, today } = context
  for (const { consultation, course } of chart.visits()) {
    const { note, finding } = visitFor(course.drug.name)
    chart.comment(consultation, note)
    if (finding === undefined) continue
    if (finding.kind === 'disorder' && random.chance(0.3)) {
      const ended = addDays(consultation.date, 28)
      chart.problem(consultation, finding, consultation.date, {
        significance: 'minor',
        links: [course.key],
        ...(ended <= today ? { ended } : {}),
      })
    } else {
      chart.observation(consultation, finding)
    }
    if (random.chance(0.3)) chart.observation(consultation, examinations.breathSoundsNormal)
    if (finding === disorders.urinaryInfection) urineCultureOn(chart, consultation.date, context)
  }
}

/** A check every few years: blood pressure, weight, smoking, alcohol, family history once. */
function writeChecks(chart: Chart, context: LifeContext) {
  const { random, earliest, today, patient } = context
  const habit = random.chance(0.6) ? smoking.never : random.chance(0.6) ? smoking.ex : smoking.current
  let day = addDays(later(earliest, addDays(patient.birthDate, 18 * 366)), random.int(30, 900))
  for (let first = true; day <= today; day = addDays(day, random.int(900, 1900)), first = false) {
    const visit = chart.consultation(day)
    measure(chart, visit, ['blood-pressure', 'weight'], context)
    chart.observation(visit, habit)
    const units = String(random.int(0, 28))
    chart.observation(visit, measurements.alcohol, { value: { kind: 'quantity', value: units, unit: 'U/week' } })
    if (habit === smoking.current) chart.observation(visit, advice.smoking)
    if (first) {
      const history = random.pick([familyHistory.asthma, familyHistory.hypertension, familyHistory.cardiovascular])
      chart.observation(visit, history, { note: random.pick(['Mother', 'Father', 'Sister']) })
      const height = String(random.int(152, 190))
      chart.observation(visit, measurements.height, { value: { kind: 'quantity', value: height, unit: 'cm' } })
      if (day < today) testsOn(chart, day, ['bloodCount', 'hba1c'], context)
    }
  }
  if (patient.gender === 'female' && yearsBetween(patient.birthDate, today) < 64) {
    chart.diary(
      later(earliest, addDays(today, -random.int(100, 900))),
      diaryTerms.cervicalSmear,
      addDays(today, random.int(-60, 500)),
    )
  }
}

const clinics = [
  {
    concept: referrals.orthopaedics,
    specialty: { code: '110', name: 'Trauma & Orthopaedics' },
    reason: 'Knee pain, locking.',
  },
  {
    concept: referrals.ophthalmology,
    specialty: { code: '130', name: 'Ophthalmology' },
    reason: 'Gradual loss of vision, right eye.',
  },
  {
    concept: referrals.cardiology,
    specialty: { code: '320', name: 'Cardiology' },
    reason: 'Palpitations on exertion.',
  },
] as const

/** A referral with its letter, and the clinic's answer some weeks later. */
export function writeReferral(
  chart: Chart,
  day: LocalDate,
  { random, patient, practice, today }: ReportContext & Pick<LifeContext, 'patient'>,
): { readonly visit: InventedConsultation; readonly referral: Key; readonly letter: Key } {
  const clinic = random.pick(clinics)
  const visit = chart.consultation(day)
  chart.comment(visit, clinic.reason)
  const re = `Re: ${patient.given} ${patient.family}, born ${patient.birthDate}, NHS number ${patient.nhsNumber}`
  const letter = chart.document(visit, documentTypes.referralLetter, `${clinic.specialty.name} referral`, {
    fileName: 'referral.rtf',
    contentType: 'application/rtf',
    author: { staff: visit.recorder },
    direction: 'out',
    content: {
      lines: [
        `${practice.name}, ${day}`,
        `To: ${clinic.specialty.name}, Eastmoor General Hospital`,
        re,
        'Thank you for seeing this patient.',
        clinic.reason,
      ],
    },
  })
  const referral = chart.referral(visit, clinic.concept, {
    priority: random.pick(['routine', 'routine', 'urgent'] as const),
    ubrn: String(random.int(100_000, 999_999)) + String(random.int(100_000, 999_999)),
    specialty: clinic.specialty,
    service: 'outpatient',
    mode: random.pick(['written', 'e-referral'] as const),
    other: { name: 'Eastmoor General Hospital', ods: 'X99101' },
    text: clinic.reason,
    letters: letter === undefined ? [] : [letter],
  })
  const seen = addDays(day, random.int(30, 120))
  if (seen <= today) {
    chart.document(seen, documentTypes.outpatientLetter, `${clinic.specialty.name} clinic letter`, {
      fileName: 'clinic-letter.pdf',
      author: { text: `${clinic.specialty.name}, Eastmoor General Hospital` },
      content: {
        lines: [
          'Eastmoor General Hospital',
          `Seen in clinic on ${seen}`,
          re,
          'Examined and reassured. No follow-up planned.',
        ],
      },
    })
  }
  return { visit, referral, letter }
}
