/** Appointment Management (APT). */
import type { Operation } from '../exchange/exchange.ts'
import type { Services } from '../services.ts'
import { bookAppointment } from './book.ts'
import { amendAppointment, cancelAppointment } from './change.ts'
import { patientAppointments, readAppointment } from './read.ts'
import { searchSlots } from './search-slots.ts'

export const appointmentOperations = (services: Services): readonly Operation[] => [
  searchSlots(services),
  bookAppointment(services),
  readAppointment(services),
  amendAppointment(services),
  cancelAppointment(services),
  patientAppointments(services),
]
