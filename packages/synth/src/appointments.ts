/** Sessions of a practice with past and coming appointments, the same for the same practice, day and patients. */
import { addDays, type LocalDate } from '@gpc/fhir'
import { roles } from './codes/roles.ts'
import type { InventedPatient, InventedPractice } from './model.ts'
import { type Random, seeded } from './random.ts'

export interface InventedSession {
  /** Unique in the practice. */
  readonly key: number
  /** Keys of the practice's site and of a member of staff. */
  readonly site: number
  readonly clinician: number
  readonly category: string
  readonly date: LocalDate
  /** `HH:mm`. */
  readonly from: string
  readonly to: string
  /** Length of a slot. */
  readonly minutes: number
  readonly slots: readonly InventedSlot[]
}

export interface InventedSlot {
  /** Unique in the practice. */
  readonly key: number
  readonly from: string
  readonly to: string
  readonly type: string
  readonly telephone: boolean
  readonly blocked: boolean
  /** Number of the patient who has it, with what became of it. */
  readonly patient?: number
  readonly bookedOn?: LocalDate
  readonly became?: 'booked' | 'left' | 'did not attend'
}

/** Days before and after the day of the files that have sessions. */
const daysBefore = 14
const daysAfter = 14
/** Patients that are remembered for appointments: more than there are slots, and few enough to hold. */
const mostTakers = 1000

/** Gathers, while a writer reads the patients, who may have appointments. */
export function appointmentTakers() {
  const numbers: number[] = []
  return {
    numbers,
    see({ number, traits, registration, deathDate, flags }: InventedPatient): void {
      const comes = registration.kind === 'regular' && registration.end === undefined && deathDate === undefined
      if (!comes || flags.dummy || traits.includes('no-appointments') || numbers.length >= mostTakers) return
      numbers.push(number)
    },
  }
}

/** The practice's sessions around a day, weekdays only; about half of the slots are taken, as long as there are patients. */
export function inventSessions(
  practice: InventedPractice,
  today: LocalDate,
  takers: readonly number[],
): readonly InventedSession[] {
  const random = seeded(`appointments/${practice.ods}`)
  const waiting = [...takers]
  const sessions: InventedSession[] = []
  let slotKey = 0
  for (let ahead = -daysBefore; ahead <= daysAfter; ahead++) {
    const date = addDays(today, ahead)
    if (isWeekend(date)) continue
    for (const [place, clinician] of clinicians(practice).entries()) {
      const key = sessions.length + 1
      const begin = place === 1 ? 14 * 60 : 9 * 60
      const minutes = clinician.nurse ? 20 : 10
      const site = practice.sites[(key + place) % practice.sites.length] ?? practice.sites[0]
      const slots: InventedSlot[] = []
      for (let at = begin; at < begin + 120; at += minutes) {
        slotKey += 1
        const telephone = !clinician.nurse && slots.length % 4 === 3
        const type = clinician.nurse ? 'Nurse appointment' : telephone ? 'Telephone triage' : 'Routine appointment'
        const base = { key: slotKey, from: clock(at), to: clock(at + minutes), type, telephone }
        const blocked = random.chance(0.06)
        const patient = !blocked && random.chance(0.5) ? waiting.shift() : undefined
        slots.push({
          ...base,
          blocked,
          ...(patient === undefined ? {} : { patient, ...historyOf(date, today, random) }),
        })
      }
      sessions.push({
        key,
        site: site?.key ?? 1,
        clinician: clinician.key,
        category: clinician.nurse ? 'Nurse clinic' : 'General practice surgery',
        date,
        from: clock(begin),
        to: clock(begin + 120),
        minutes,
        slots,
      })
    }
  }
  return sessions
}

function clinicians({ staff }: InventedPractice) {
  const codes: readonly string[] = [roles.gp.code, roles.nurse.code]
  return staff
    .filter(one => one.roles.some(role => codes.includes(role.code)))
    .slice(0, 3)
    .map(({ key, roles: own }) => ({ key, nurse: own.some(role => role.code === roles.nurse.code) }))
}

function historyOf(date: LocalDate, today: LocalDate, random: Random) {
  const bookedOn = addDays(date < today ? date : today, -random.int(1, 14))
  const became = date >= today ? 'booked' : random.chance(0.1) ? 'did not attend' : 'left'
  return { bookedOn, became } as const
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** The first of January 1970 was a Thursday. */
function isWeekend(day: LocalDate): boolean {
  const weekday = (Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + 4) % 7
  return weekday === 0 || weekday === 6
}
