/** Slots and appointments for people (APT-SRCH-21, APT-BOOK-23, APT-RETR-11). Pure. */
import { type Appointment, displayOf, type FreeSlot, findExtension, idOf, type NoAnswer } from '@gpc/client'
import { extensions } from '@gpc/fhir'
import { type Paint, plain, table } from '../text.ts'
import { slotName } from './options.ts'

/** `Tue 24 Nov 2026 09:00` of a local time with offset; the offset too, in the hour that the clocks repeat. */
export function when(time: string): string {
  const day = new Date(`${time.slice(0, 10)}T12:00:00Z`)
  const date = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(day)
  return `${date.replace(',', '')} ${time.slice(11, 16)}`
}

const columns = [
  'Practice',
  'When',
  'Min',
  'How',
  'Slot type',
  'Session type',
  'Service',
  'With',
  'Role',
  'Where',
  'Slot',
].map(title => ({ title, most: title === 'Slot' ? 90 : title === 'Where' ? 60 : 30 }))

const sex: Readonly<Record<string, string>> = { female: ' (f)', male: ' (m)' }

const person = ({ practitioner }: FreeSlot): string =>
  practitioner === undefined ? '' : practitioner.name + (sex[practitioner.gender ?? ''] ?? '')

export const nameOfSlot = ({ practice, start, id }: FreeSlot): string =>
  slotName({ practice, day: start.slice(0, 10), id })

function cells(slot: FreeSlot): string[] {
  const { practice, start, minutes, channel, slotType, sessionType, service, role, location } = slot
  const where = [location?.name, location?.address].filter(one => one !== undefined && one !== '').join(', ')
  return [
    practice,
    when(start),
    String(minutes),
    channel ?? '',
    slotType ?? '',
    sessionType ?? '',
    service?.name ?? '',
    person(slot),
    role ?? '',
    where,
    nameOfSlot(slot),
  ]
}

export const slotTable = (slots: readonly FreeSlot[], paint: Paint): string => table(columns, slots.map(cells), paint)

/** One slot, or one appointment of several, to be confirmed. */
export function slotLines(slots: readonly FreeSlot[]): string {
  const [first] = slots
  const last = slots.at(-1)
  if (first === undefined || last === undefined) return ''
  const minutes = slots.reduce((sum, one) => sum + one.minutes, 0)
  const [practice, at, , ...others] = cells(first)
  const [channel, slotType, session, service, who, role, where] = others
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['When', `${at} to ${last.end.slice(11, 16)}, ${minutes} minutes`],
    ['How', channel],
    ['Type', [slotType, session].filter(one => one !== '').join(', ')],
    ['Service', service],
    ['With', [who, role].filter(one => one !== '').join(', ')],
    ['Where', where],
    ['Practice', [first.organisation?.name, practice].filter(one => one !== undefined && one !== '').join(', ')],
  ]
  return lines
    .filter(([, text]) => text !== undefined && text !== '')
    .map(([title, text]) => `  ${title.padEnd(9)}${plain(text ?? '')}\n`)
    .join('')
}

export const whyNot: Readonly<Record<NoAnswer, string>> = {
  timeout: 'did not answer in time',
  'not-offered': 'does not offer appointments to others',
  'switched-off': 'has switched appointments off',
  refused: 'refused to answer',
  unreachable: 'could not be reached',
  unreadable: 'answered something that could not be read',
}

const appointmentColumns = ['When', 'Status', 'How', 'Type', 'With', 'Where', 'About', 'Appointment'].map(title => ({
  title,
  most: title === 'Appointment' ? 90 : 50,
}))

export interface Names {
  /** The name of a practitioner or place of the practice, by its reference. */
  readonly of: (type: 'Practitioner' | 'Location', id: string) => string
}

/** Cancelled ones say so, with the reason (APT-RETR-11). */
export function appointmentTable(
  appointments: readonly { readonly practice: string; readonly appointment: Appointment }[],
  names: Names,
  paint: Paint,
): string {
  const rows = appointments.map(({ practice, appointment }) => {
    const reason = findExtension(appointment, extensions.appointmentCancellationReason)?.valueString
    const actors = (type: 'Practitioner' | 'Location') =>
      (appointment.participant ?? []).flatMap(one => idOf(one.actor, type) ?? []).map(id => names.of(type, id))
    return [
      `${when(appointment.start)} to ${appointment.end.slice(11, 16)}`,
      reason === undefined ? appointment.status : `${appointment.status}: ${reason}`,
      findExtension(appointment, extensions.deliveryChannel)?.valueCode ?? '',
      [appointment.serviceType?.[0], appointment.serviceCategory].flatMap(one => displayOf(one) ?? []).join(', '),
      actors('Practitioner').join(', '),
      actors('Location').join(', '),
      [appointment.description, appointment.comment].filter(one => one !== undefined).join(' / '),
      `${practice}/${appointment.id}`,
    ]
  })
  return table(appointmentColumns, rows, paint)
}
