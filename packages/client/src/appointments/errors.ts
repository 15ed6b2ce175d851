/** Why a booking, amendment or cancellation wasn't done. */
import { GpConnectClientError, GpConnectResponseError } from '../errors.ts'

interface Details {
  readonly traceId: string
  readonly cause?: unknown
}

class AppointmentError extends GpConnectClientError {
  /** For support. */
  readonly traceId: string

  constructor(message: string, { traceId, cause }: Details) {
    super(message, { cause })
    this.traceId = traceId
  }
}

/** Somebody else has the slot: search again, and don't send the same booking again (APT-BOOK-24). */
export class SlotTakenError extends AppointmentError {
  override readonly name = 'SlotTakenError'
}

/** The appointment was changed since it was read: read it again, and look at it before you change it. */
export class StaleAppointmentError extends AppointmentError {
  override readonly name = 'StaleAppointmentError'
}

/** The practice doesn't take the booking or change as it is: the slot isn't for you, the time is past, something is missing. */
export class NotBookableError extends AppointmentError {
  override readonly name = 'NotBookableError'
}

/**
 * No answer came, and the practice could not be asked whether it was done. Nothing is known: look at the patient's appointments before
 * anything is sent again, or send the very same request again, with this trace id and `created` (APT-BOOK-24).
 */
export class OutcomeUnknownError extends AppointmentError {
  override readonly name = 'OutcomeUnknownError'
}

/** A refusal in the words of this operation; anything else stays as it is. */
export function refusal(error: unknown, conflict: 'taken' | 'stale'): unknown {
  if (!(error instanceof GpConnectResponseError)) return error
  const { traceId, status, message } = error
  const details = { traceId, cause: error }
  if (status === 409)
    return conflict === 'taken'
      ? new SlotTakenError('The slot is not free any more. Search again, and choose another one.', details)
      : new StaleAppointmentError('The appointment was changed meanwhile. Read it again before you change it.', details)
  return status === 422 ? new NotBookableError(message, details) : error
}
