/** Appointments, schedules and slots, whatever a source has in them. */
import { identifiers, londonTime, profiles } from '@gpc/fhir'
import fc from 'fast-check'
import { type Appointment, organisationTypes, type ScheduleContent, type Slot } from '../src/index.ts'

const text = fc.string({ maxLength: 30 })
const id = fc.uuid()
/** Within some years, so that the clocks change in between. */
const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) })
const time = instant.map(londonTime)
/** Later than any of these. */
const end = instant.map(one => londonTime(one + Date.UTC(2000, 0, 1)))
/** A visit's code isn't in the published code system (APT-CFG-06). */
const channel = fc.constantFrom('In-person', 'Telephone', 'Video')
const role = fc.constantFrom('R0260', 'R0600', '', 'unknown')

export const slots: fc.Arbitrary<Slot> = fc.record({
  key: id,
  starts: time,
  ends: end,
  channel,
  type: text,
  state: fc.constant('free'),
})

export const schedules: fc.Arbitrary<ScheduleContent> = fc.record(
  {
    id,
    location: id,
    staff: fc.uniqueArray(id, { maxLength: 3 }),
    service: id,
    role,
    category: text,
    starts: time,
    ends: end,
  },
  { requiredKeys: ['id', 'location', 'staff', 'role', 'category', 'starts', 'ends'] },
)

const organisation = fc
  .record({ ods: fc.constant('X99999'), type: fc.constantFrom(...organisationTypes) })
  .map(one => ({
    ...one,
    id: '1',
    name: 'Invented Hospital',
    json: JSON.stringify({
      resourceType: 'Organization',
      id: '1',
      meta: { profile: [profiles.organization] },
      identifier: [{ system: identifiers.odsOrganization, value: one.ods }],
      name: 'Invented Hospital',
      telecom: [{ system: 'phone', value: '01632 960000' }],
    }),
  }))

const said = fc.string({ maxLength: 100 }).filter(one => one.trim() !== '' && one === one.trim())

export const appointments: fc.Arbitrary<Appointment> = fc.record(
  {
    id,
    version: fc.integer({ min: 1, max: 99 }),
    status: fc.constantFrom('booked', 'cancelled'),
    patient: id,
    starts: time,
    ends: end,
    created: time,
    description: said,
    comment: fc.oneof(said, fc.constant('')),
    cancellationReason: fc.oneof(said, fc.constant('')),
    organisation,
    slots: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }),
    channel: fc.oneof(channel, fc.constant('' as const)),
    type: text,
    category: text,
    role,
    location: id,
    staff: fc.uniqueArray(id, { maxLength: 2 }),
    service: fc.oneof(id, fc.constant('')),
  },
  {
    requiredKeys: [
      'id',
      'version',
      'status',
      'patient',
      'starts',
      'ends',
      'created',
      'description',
      'comment',
      'cancellationReason',
      'slots',
      'channel',
      'type',
      'category',
      'role',
      'location',
      'staff',
      'service',
    ],
  },
)
