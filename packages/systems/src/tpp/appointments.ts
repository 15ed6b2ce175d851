/**
 * SRAppointment and SRRota to the practice's appointment book. A rota is a schedule; each appointment is a slot of it. The extract has no
 * row for a free slot: they are derived from SRRotaSlot only if the practice has turned that on [I], and their state is unknown.
 */
import { type HeldAppointment, patientId, type Schedule, type Slot, type SlotState } from '@gpc/clinical'
import { londonInstant } from '@gpc/fhir'
import type { BookReader, Lookup, SourceRow } from '../contract.ts'
import { bookPlaces, faultCounter, minutesLater } from '../shared/book.ts'
import { directoryOptionOn, optionTable } from '../shared/options.ts'
import { dayOf } from './dates.ts'
import { isLink } from './files.ts'
import { staffOfProfile } from './staff.ts'
import { mappedOrNumber } from './values.ts'

export const appointmentTable = 'SRAppointment'
export const rotasOption = 'free-slots-from-rotas'

const tables = [appointmentTable, 'SRRota', 'SRRotaSlot', 'SRAppointmentRoom', optionTable]

export const book: BookReader = {
  tables,
  dayOf: ({ columns }) => (columns.DateStart === undefined ? undefined : dayOf(columns.DateStart)),
  read(rows, lookup, place) {
    const { faults, count } = faultCounter()
    const places = bookPlaces('tpp', place)
    const derive = directoryOptionOn(rows(optionTable), rotasOption)
    const rooms = new Map(rows('SRAppointmentRoom').map(row => [row.key, row.columns.IdBranch]))
    const parts = Map.groupBy(rows('SRRotaSlot'), row => row.columns.IDRota ?? '')
    const rotas = new Map(rows('SRRota').map(row => [row.key, row]))
    const booked = Map.groupBy(
      rows(appointmentTable).flatMap(row => {
        const one = bookedOf(row, lookup, place.ods)
        if (one === undefined) count('appointments without a begin and an end')
        return one ?? []
      }),
      one => scheduleKey(one.row, rotas),
    )
    const schedules = [...new Set([...rotas.keys(), ...booked.keys()])].flatMap((key): readonly Schedule[] => {
      const rota = rotas.get(key)
      const appointments = (booked.get(key) ?? []).toSorted((a, b) => a.at - b.at)
      const derived = derive && rota !== undefined ? derivedSlots(rota, parts.get(key) ?? []) : []
      const slots = joined(derived, appointments)
      const [first] = slots
      const begin = instantOf(rota?.columns.DateStart) ?? first?.starts
      if (begin === undefined) return []
      const staff = staffOf(rota, appointments, lookup)
      const branch = rota === undefined ? undefined : branchOf(rota, rooms)
      const { RotaType, RotaName } = appointments[0]?.row.columns ?? {}
      return [
        {
          key,
          location: places.location(branch ?? place.ods),
          staff: places.staff(staff),
          role: places.role(staff),
          category: rota?.columns.RotaType ?? rota?.columns.Name ?? RotaType ?? RotaName ?? '',
          starts: slots.reduce((earliest, one) => sooner(one.starts, earliest), begin),
          ends: slots.reduce((latest, one) => (sooner(one.ends, latest) === latest ? one.ends : latest), begin),
          slots,
        },
      ]
    })
    return { schedules, faults }
  },
}

/** The rota; appointments of none are together by day and clinician. */
function scheduleKey({ columns }: SourceRow, rotas: ReadonlyMap<string, SourceRow>): string {
  const { IDRota, DateStart = '', IDClinician = '' } = columns
  return isLink(IDRota) && rotas.has(IDRota) ? IDRota : `${dayOf(DateStart) ?? ''}/${IDRota ?? ''}/${IDClinician}`
}

const sooner = (a: string, b: string): string => (Date.parse(a) <= Date.parse(b) ? a : b)

/** A cell `dd MMM yyyy HH:mm:ss` as an instant. */
function instantOf(cell: string | undefined): string | undefined {
  const day = cell === undefined ? undefined : dayOf(cell)
  if (cell === undefined || day === undefined || cell.length < 17) return undefined
  return londonInstant(day, cell.length === 17 ? `${cell.slice(12)}:00` : cell.slice(12))
}

interface Booked {
  readonly row: SourceRow
  readonly slot: Slot
  /** Milliseconds since the epoch. */
  readonly at: number
}

function bookedOf(row: SourceRow, lookup: Lookup, ods: string): Booked | undefined {
  const { columns } = row
  const starts = instantOf(columns.DateStart)
  const ends = instantOf(columns.DateEnd)
  if (starts === undefined || ends === undefined || Date.parse(ends) <= Date.parse(starts)) return undefined
  const status = mappedOrNumber(columns.AppointmentStatus, lookup) ?? ''
  const held =
    isLink(columns.IDPatient) && !/^blocked/i.test(status) ? heldOf(row, columns.IDPatient, status, ods) : undefined
  const state: SlotState = held === undefined ? 'blocked' : held.status === 'cancelled' ? 'cancelled' : 'booked'
  const slot: Slot = {
    key: `appointment:${row.key}`,
    starts,
    ends,
    channel: columns.TelephoneAppointment === 'TRUE' ? 'Telephone' : 'In-person',
    type: '',
    state,
    ...(held === undefined ? {} : { held }),
  }
  return { row, slot, at: Date.parse(starts) }
}

function heldOf({ key, columns }: SourceRow, patient: string, status: string, ods: string): HeldAppointment {
  const created = instantOf(columns.DateAppointmentBooked)
  const cancelled =
    /^(cancelled|patient walked out|rejected)/i.test(status) || columns.DateAppointmentCancelled !== undefined
  return {
    key,
    patient: patientId(ods, 'tpp', patient),
    status: cancelled ? 'cancelled' : 'booked',
    attendance: attendanceOf(status),
    ...(created === undefined ? {} : { created }),
    description: columns.RotaName ?? '',
    ...(cancelled ? { cancellationReason: status } : {}),
  }
}

function attendanceOf(status: string): HeldAppointment['attendance'] {
  if (/^(did not attend|no access visit)/i.test(status)) return 'noshow'
  if (/^finished/i.test(status)) return 'fulfilled'
  return /^(arrived|waiting)/i.test(status) ? 'arrived' : ''
}

/** The rota's slots by their order, one after the other from its begin [I]; none before layout 92, which has no begin. */
function derivedSlots(rota: SourceRow, parts: readonly SourceRow[]): Slot[] {
  let at = instantOf(rota.columns.DateStart)
  if (at === undefined) return []
  const slots: Slot[] = []
  const order = (row: SourceRow) => Number(row.columns.Position ?? row.key)
  for (const { columns } of parts.toSorted((a, b) => order(a) - order(b))) {
    const minutes = Number(columns.Duration)
    const quantity = Number(columns.Quantity)
    if (!(minutes > 0 && minutes <= 1440) || !(quantity > 0 && quantity <= 1000)) continue
    for (let i = 0; i < quantity; i++) {
      const starts: string = at
      at = minutesLater(starts, minutes)
      slots.push({
        key: `${rota.key}@${starts}`,
        starts,
        ends: at,
        channel: 'In-person',
        type: columns.RotaSlotType ?? '',
        state: derivedState(columns),
      })
    }
  }
  return slots
}

function derivedState({ BlockedSlot, EmbargoDuration, EmbargoExpiryTime }: SourceRow['columns']): SlotState {
  if (BlockedSlot === 'TRUE') return 'blocked'
  const none = (cell: string | undefined) => cell === undefined || /^(0|-1)$/.test(cell)
  return none(EmbargoDuration) && none(EmbargoExpiryTime) ? 'unknown' : 'embargoed'
}

/**
 * Derived slots with the appointments in them. An appointment that begins with a slot has that slot, under its key, so that what was booked
 * in it here is recognised; further slots that it covers are booked. All other appointments are slots of their own.
 */
function joined(derived: readonly Slot[], appointments: readonly Booked[]): Slot[] {
  const slots = new Map(derived.map(slot => [slot.starts, slot]))
  const taken = new Set<string>()
  const others: Slot[] = []
  for (const { slot } of appointments) {
    const begun = slots.get(slot.starts)
    const active = slot.state !== 'cancelled'
    if (active && begun !== undefined && !taken.has(begun.key)) {
      const { channel, state, held } = slot
      slots.set(slot.starts, {
        ...begun,
        ...(channel === undefined ? {} : { channel }),
        state,
        ...(held === undefined ? {} : { held }),
      })
      taken.add(begun.key)
    } else {
      others.push(slot)
    }
    if (!active) continue
    for (const one of derived) {
      if (taken.has(one.key) || !overlaps(one, slot)) continue
      slots.set(one.starts, { ...one, state: 'booked' })
    }
  }
  return [...slots.values(), ...others].toSorted((a, b) => Date.parse(a.starts) - Date.parse(b.starts))
}

const overlaps = (a: Slot, b: Slot): boolean =>
  Date.parse(a.starts) < Date.parse(b.ends) && Date.parse(b.starts) < Date.parse(a.ends)

/** A rota's owner is unreliable: the clinician of its appointments comes first, then the owner that these name. */
function staffOf(rota: SourceRow | undefined, appointments: readonly Booked[], lookup: Lookup): string[] {
  const clinicians = appointments.map(({ row }) => row.columns.IDClinician).filter(isLink)
  const owners = appointments.map(({ row }) => row.columns.IDRotaOwner).filter(isLink)
  const owner = staffOfProfile(rota?.columns.IDProfileOwner, lookup)
  return [...new Set([...clinicians, ...owners, ...(owner === undefined ? [] : [owner])])].slice(0, 1)
}

function branchOf({ columns }: SourceRow, rooms: ReadonlyMap<string, string | undefined>): string | undefined {
  if (isLink(columns.IDBranch)) return columns.IDBranch
  const branch = columns.IDAppointmentRoom === undefined ? undefined : rooms.get(columns.IDAppointmentRoom)
  return isLink(branch) ? branch : undefined
}
