/** The sandbox's sessions for the coming weeks: the sample files are fixed by date, and slots to book must lie ahead of today. */
import { type DeliveryChannel, notOffered, type Offer, type SessionTemplate, sessionsOf } from '@gpc/clinical'
import { addDays, type LocalDate, londonDay } from '@gpc/fhir'
import { addSessions, directoryReader, healthcareServices, type Store } from '@gpc/store'
import { z } from 'zod'
import type { Manifest } from './manifest.ts'

const by = 'sandbox'
/** Days for which there are sessions, today included. */
const days = 28

type Work = 'gp' | 'nurse'

/** A session of the sandbox's week. Days are those of `Date`: 0 is Sunday. */
interface Weekly {
  readonly on: readonly number[]
  readonly from: string
  readonly to: string
  readonly minutes: number
  readonly channel: DeliveryChannel
  readonly type: string
  readonly category: string
  readonly work: Work
  /** Number of the surgery: 0 is the main one; the main one too, where the practice has no such branch. */
  readonly surgery: number
  /** Number of the practice's service. */
  readonly service?: number
  readonly offer: Offer
}

const everyDay = [0, 1, 2, 3, 4, 5, 6]
const open: Offer = { ...notOffered, bookable: true }

/** @param others ODS codes of the other practices of the federation */
function week(others: readonly string[]): readonly Weekly[] {
  const clinic = { minutes: 20, channel: 'In-person', work: 'nurse' } as const
  return [
    {
      on: everyDay,
      from: '08:30',
      to: '11:30',
      minutes: 15,
      channel: 'In-person',
      type: 'Routine appointment',
      category: 'General practice surgery',
      work: 'gp',
      surgery: 0,
      offer: open,
    },
    {
      on: everyDay,
      from: '14:00',
      to: '16:00',
      minutes: 10,
      channel: 'Telephone',
      type: 'Telephone consultation',
      category: 'Telephone surgery',
      work: 'gp',
      surgery: 0,
      service: 0,
      offer: open,
    },
    {
      ...clinic,
      on: [2, 4],
      from: '09:00',
      to: '12:00',
      type: 'Nurse appointment',
      category: 'Nurse clinic',
      surgery: 1,
      offer: { ...open, organisationTypes: ['gp-practice'] },
    },
    {
      ...clinic,
      on: [1, 3, 5],
      from: '13:00',
      to: '15:00',
      type: 'Dressing',
      category: 'Nurse clinic',
      surgery: 0,
      offer: { ...open, limit: 12 },
    },
    {
      on: [1, 3],
      from: '16:00',
      to: '18:00',
      minutes: 15,
      channel: 'Video',
      type: 'Video consultation',
      category: 'Federation surgery',
      work: 'gp',
      surgery: 0,
      offer: { ...open, organisations: others },
    },
    {
      on: [3],
      from: '18:30',
      to: '20:30',
      minutes: 15,
      channel: 'In-person',
      type: 'Evening appointment',
      category: 'Extended hours',
      work: 'gp',
      surgery: 2,
      service: 1,
      offer: { ...open, windowDays: 14, embargoMinutes: 120 },
    },
    {
      on: [6],
      from: '12:00',
      to: '14:00',
      minutes: 10,
      channel: 'In-person',
      type: 'Urgent appointment',
      category: 'Weekend surgery',
      work: 'gp',
      surgery: 0,
      offer: { ...open, organisationTypes: ['urgent-care'] },
    },
    {
      on: [2, 5],
      from: '12:00',
      to: '14:00',
      minutes: 30,
      channel: 'Visit',
      type: 'Home visit',
      category: 'Visits',
      work: 'gp',
      surgery: 0,
      offer: notOffered,
    },
    {
      ...clinic,
      on: [1, 2, 3, 4, 5],
      from: '16:00',
      to: '17:00',
      type: 'Own patients',
      category: 'Nurse clinic',
      surgery: 0,
      offer: notOffered,
    },
  ]
}

/**
 * Gives each practice its sessions from today on; those that are there stay as they are, and days that have come near are added.
 * @returns how many sessions were added
 */
export async function ensureSessions(
  store: Store,
  { practices }: Manifest,
  today: LocalDate = londonDay(),
): Promise<number> {
  const directory = directoryReader(store)
  let added = 0
  for (const { ods } of practices) {
    const { surgeries, staff } = placesOf([...(await directory.current(ods)).values()].map(one => one.body))
    const services = (await healthcareServices(store, ods)).map(one => one.dosServiceId)
    const [main] = surgeries
    if (main === undefined) continue
    const others = practices.map(one => one.ods).filter(one => one !== ods)
    const sessions = week(others).flatMap(({ on, work, surgery, service: number, ...rest }) => {
      const who = staff(work)
      const service = number === undefined ? undefined : services[number]
      const template = {
        ...rest,
        location: surgeries[surgery] ?? main,
        staff: who.id === undefined ? [] : [who.id],
        role: who.role,
        ...(service === undefined ? {} : { service }),
      }
      return daysOf(on, today).flatMap(day => sessionsOf({ ...template, day } satisfies SessionTemplate))
    })
    added += (await addSessions(store, ods, sessions, by)).added.length
  }
  return added
}

function daysOf(on: readonly number[], today: LocalDate): LocalDate[] {
  return Array.from({ length: days }, (_, i) => addDays(today, i)).filter(day => on.includes(weekday(day)))
}

/** 0 is Sunday. */
const weekday = (day: LocalDate): number => (Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + 4) % 7

const locationSchema = z.object({ resourceType: z.literal('Location'), id: z.string(), name: z.string().default('') })
const roleSchema = z.object({
  resourceType: z.literal('PractitionerRole'),
  practitioner: z.object({ reference: z.string() }),
  code: z.array(z.object({ coding: z.array(z.object({ code: z.string() })).default([]) })).default([]),
})

const jobs: Readonly<Record<Work, readonly string[]>> = {
  gp: ['R0260', 'R0270', 'R1547'],
  nurse: ['R0620', 'R0600'],
}

/** The surgeries of a directory, the main one first, and who does what there. */
function placesOf(bodies: readonly string[]) {
  const resources: unknown[] = bodies.map(body => JSON.parse(body))
  const surgeries = resources
    .flatMap(one => locationSchema.safeParse(one).data ?? [])
    .sort((a, b) => Number(/branch/i.test(a.name)) - Number(/branch/i.test(b.name)) || (a.name < b.name ? -1 : 1))
    .map(one => one.id)
  const roles = resources
    .flatMap(one => roleSchema.safeParse(one).data ?? [])
    .map(one => ({
      id: one.practitioner.reference.replace(/^Practitioner\//, ''),
      codes: one.code.flatMap(code => code.coding.map(coding => coding.code)),
    }))
  const staff = (work: Work) => {
    const found = roles.find(one => one.codes.some(code => jobs[work].includes(code)))
    const any = work === 'gp' ? roles[0] : undefined
    const role = found?.codes.find(code => jobs[work].includes(code)) ?? jobs[work][0] ?? ''
    return { id: (found ?? any)?.id, role }
  }
  return { surgeries, staff }
}
