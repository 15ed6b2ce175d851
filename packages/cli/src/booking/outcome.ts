/** What the errors of booking mean to whoever called (APT-BOOK-24). */
import { OutcomeUnknownError, SlotTakenError, StaleAppointmentError } from '@gpc/client'
import { Problem } from '../problem.ts'

/** Something is left to decide: another slot to choose, a newer version to look at, practices that did not answer. */
export const undecided = 3
/** Nobody knows whether it was done. */
export const unknownOutcome = 4

/** Runs work that changes an appointment. @throws Problem with the exit code that fits */
export async function decided<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof OutcomeUnknownError)
      throw new Problem(`${cause.message} (trace id ${cause.traceId})`, { exitCode: unknownOutcome, cause })
    if (cause instanceof SlotTakenError || cause instanceof StaleAppointmentError)
      throw new Problem(cause.message, { exitCode: undecided, cause })
    throw cause
  }
}
