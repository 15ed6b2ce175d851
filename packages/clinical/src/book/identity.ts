/** Logical ids of the appointment book: the same at every import (NFR-VER-08). */
import { logicalId } from '@gpc/fhir'
import type { SourceName, StaffKey } from '../model/entry.ts'
import { idOf, locationRef, practitionerRef } from '../render/identity.ts'
import type { BookSource } from './model.ts'

export const scheduleId = (ods: string, source: BookSource, key: string): string =>
  logicalId(ods, source, 'Schedule', key)

export const slotId = (ods: string, source: BookSource, key: string): string => logicalId(ods, source, 'Slot', key)

/** Of an appointment that the practice's own system holds. */
export const heldAppointmentId = (ods: string, source: BookSource, key: string): string =>
  logicalId(ods, source, 'Appointment', key)

/** Of an appointment that is booked here: the same request has the same id, so that a repeated one books nothing twice. */
export const bookedAppointmentId = (ods: string, traceId: string, body: string): string =>
  logicalId(ods, 'Appointment', traceId.toLowerCase(), body)

/** The surgery with a key in a source. */
export const locationId = (ods: string, source: SourceName, key: string): string => idOf(locationRef(ods, source, key))

/** The practitioner with a key in a source. */
export const practitionerId = (ods: string, source: SourceName, key: StaffKey): string =>
  idOf(practitionerRef(ods, source, key))

/** Stands for the place of a visit, which isn't told (APT-RETR-09). */
export const visitLocationId = (ods: string): string => logicalId(ods, 'place of a visit')
