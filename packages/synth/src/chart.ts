/** Writes one invented patient's record, entry by entry, so that the rules of the model hold. */
import { addDays, type LocalDate } from '@gpc/fhir'
import { atWork, later } from './calendar.ts'
import { capabilities, type LinkedKind } from './capabilities.ts'
import type { Regime } from './codes/regimes.ts'
import { roles } from './codes/roles.ts'
import { type Entries, openEntries, type RecordChart } from './entries.ts'
import type {
  AllergyTerm,
  InventedAllergy,
  InventedConsultation,
  InventedEntry,
  InventedIssue,
  InventedMedication,
  InventedPractice,
  PartialDate,
} from './model.ts'
import type { Random } from './random.ts'
import { topicsOf } from './topics.ts'

export interface ChartContext {
  readonly practice: InventedPractice
  readonly random: Random
  readonly today: LocalDate
}

type Extra<Of, Given extends keyof Of> = Partial<Omit<Of, Given | 'key'>>

export interface RepeatOptions extends Extra<InventedMedication, 'drug' | 'issues' | 'start' | 'end'> {
  /** The day before which it ends, by `reason`; absent: it is current. */
  readonly until?: { readonly day: LocalDate; readonly reason: string }
  /** The issue before the first one of `from` gets this authorisation as its successor. */
  readonly replaces?: number
}

export interface Chart extends Omit<RecordChart, 'contents'> {
  consultation(day: LocalDate, more?: Extra<InventedConsultation, 'date'>): InventedConsultation
  allergy(
    concept: AllergyTerm,
    onset: PartialDate | undefined,
    more?: Extra<InventedAllergy, 'concept' | 'onset'>,
  ): InventedAllergy
  /** A course that a consultation of its day gave, unless `consultation` or another agency says otherwise. */
  acute(regime: Regime, day: LocalDate, more?: Extra<InventedMedication, 'drug' | 'issues'>): InventedMedication
  /** A repeat from a day on: issues as the last one runs out, an authorisation a year, each replacing the one before. Gives the last. */
  repeat(regime: Regime, from: LocalDate, more?: RepeatOptions): InventedMedication
  /** Consultations in which the practice gave a short course, with the course. */
  visits(): readonly { readonly consultation: InventedConsultation; readonly course: InventedMedication }[]
  /** The current repeat with the latest start, of the medicines with these keys. */
  planned(keys: readonly number[]): InventedMedication | undefined
  /** Everything so far, in the order that it was recorded. */
  contents(): Entries
  /** How many entries there are, issues included. */
  entries(): number
  /** How many keys are taken: entries and their parts, issues included. */
  size(): number
}

/** Keys of the staff in a role; never empty, for a practice has a GP. */
export function staffIn(practice: InventedPractice, ...codes: readonly string[]): readonly number[] {
  const found = practice.staff.filter(one => one.roles.some(role => codes.includes(role.code))).map(one => one.key)
  return found.length > 0 ? found : practice.staff.slice(0, 1).map(one => one.key)
}

export function openChart({ practice, random, today }: ChartContext): Chart {
  const prescribers = staffIn(practice, roles.gp.code)
  const clinicians = staffIn(practice, roles.gp.code, roles.nursePractitioner.code, roles.nurse.code)
  const desk = staffIn(practice, roles.receptionist.code)
  const sites = practice.sites.map(one => one.key)
  const consultations: InventedConsultation[] = []
  const allergies: InventedAllergy[] = []
  const medications: InventedMedication[] = []
  const kinds = new Map<number, LinkedKind>()
  let keys = 0

  const nextKey = () => ++keys
  const by = (day: LocalDate, who: readonly number[]): InventedEntry => ({
    key: nextKey(),
    recordedAt: atWork(random, day),
    recorder: random.pick(who),
  })

  const entries = openEntries({ practice, nextKey, by: day => by(day, clinicians) }, kinds)
  const chart: Chart = {
    ...entries,
    consultation(day, more = {}) {
      const entry = by(day, clinicians)
      const time = entry.recordedAt.slice(11, 16)
      const minutes = random.int(4, 15)
      const place = random.pick(['surgery', 'surgery', 'surgery', 'telephone'] as const)
      const one: InventedConsultation = { ...entry, date: day, time, minutes, place, site: random.pick(sites), ...more }
      consultations.push(one)
      kinds.set(one.key, 'consultation')
      return one
    },
    allergy(concept, onset, more = {}) {
      const day = onset !== undefined && onset.length === 10 && onset <= today && onset > '1990' ? onset : today
      const one: InventedAllergy = {
        ...by(day, clinicians),
        concept,
        ...(onset === undefined ? {} : { onset }),
        ...more,
      }
      allergies.push(one)
      kinds.set(one.key, 'allergy')
      return one
    },
    acute(regime, day, more = {}) {
      const agency = more.agency ?? 'practice'
      const own = agency === 'practice'
      const consultation = more.consultation ?? (own ? chart.consultation(day).key : undefined)
      const entry = by(day, prescribers)
      const { confidential } = more
      const issue: InventedIssue = {
        ...entry,
        key: own ? nextKey() : entry.key,
        date: day,
        ...(consultation === undefined ? {} : { consultation }),
        ...(confidential === undefined ? {} : { confidential }),
      }
      const one: InventedMedication = {
        ...entry,
        ...regime,
        type: 'acute',
        agency,
        start: day,
        allowed: 1,
        ...(more.stopped === undefined ? { end: addDays(day, regime.days - 1) } : {}),
        ...(consultation === undefined ? {} : { consultation }),
        issues: own ? [issue] : [],
        ...more,
      }
      medications.push(one)
      kinds.set(one.key, 'medication')
      return one
    },
    repeat(regime, from, more = {}) {
      const { until, replaces, ...rest } = more
      const allowed = Math.max(1, Math.floor(364 / regime.days))
      const over = until === undefined ? addDays(today, 1) : until.day
      let start = from
      let before = replaces
      for (;;) {
        const entry = by(start, prescribers)
        const issues: InventedIssue[] = []
        let day = start
        while (issues.length < allowed && day < over) {
          const atDesk = random.chance(0.4)
          const issue = by(day, atDesk ? desk : prescribers)
          const clinician = atDesk ? { clinician: entry.recorder } : {}
          const confidential = rest.confidential === undefined ? {} : { confidential: rest.confidential }
          issues.push({ ...issue, ...clinician, ...confidential, date: day })
          day = addDays(day, regime.days + (random.chance(0.2) ? random.int(1, 3) : 0))
        }
        const lastIssue = issues.at(-1)?.date ?? start
        const runsOut = addDays(lastIssue, regime.days - 1)
        const again = day < over
        const stop = addDays(over, -1)
        const stopped = !again && until !== undefined && stop < runsOut
        const ended = again || (until !== undefined && !stopped)
        const one: InventedMedication = {
          ...entry,
          ...regime,
          type: 'repeat',
          agency: 'practice',
          start,
          allowed,
          reviewDate: addDays(start, 364),
          ...(before === undefined ? {} : { replaces: before }),
          ...(ended ? { end: runsOut } : {}),
          ...(stopped ? { stopped: { date: later(stop, lastIssue), reason: until.reason } } : {}),
          ...rest,
          issues,
        }
        medications.push(one)
        kinds.set(one.key, 'medication')
        if (!again) return one
        before = one.key
        start = day
      }
    },
    visits() {
      const byKey = new Map(consultations.map(one => [one.key, one]))
      return medications.flatMap(course => {
        const consultation = course.type === 'acute' ? byKey.get(course.consultation ?? 0) : undefined
        return consultation === undefined || course.confidential ? [] : [{ consultation, course }]
      })
    },
    planned: keys =>
      medications.findLast(
        one => one.type === 'repeat' && keys.includes(one.key) && one.end === undefined && one.stopped === undefined,
      ),
    contents() {
      const others = entries.contents
      const all: Entries = {
        consultations: inOrder(consultations),
        allergies: inOrder(allergies),
        medications: inOrder(medications),
        problems: inOrder(others.problems),
        observations: inOrder(others.observations),
        comments: inOrder(others.comments),
        immunisations: inOrder(others.immunisations),
        reports: inOrder(others.reports),
        referrals: inOrder(others.referrals),
        documents: inOrder(others.documents),
        diary: inOrder(others.diary),
      }
      return capabilities[practice.system].topics ? { ...all, consultations: topicsOf(all, nextKey) } : all
    },
    size: () => keys,
    entries: () => {
      const issues = medications.reduce((sum, one) => sum + one.issues.length, 0)
      const further = Object.values(entries.contents).reduce((sum, area) => sum + area.length, 0)
      return consultations.length + allergies.length + medications.length + issues + further
    },
  }
  return chart
}

function inOrder<T extends InventedEntry>(entries: readonly T[]): readonly T[] {
  return [...entries].sort((a, b) =>
    a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : a.key - b.key,
  )
}
