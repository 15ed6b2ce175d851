/** Free slots of many practices at once, each answer as it comes; one slow or dead practice holds up nothing. */
import { type Interaction, interactions } from '@gpc/fhir'
import { type CallOptions, unexpected } from '../calls.ts'
import {
  GpConnectClientError,
  GpConnectResponseError,
  PracticeNotFoundError,
  SpineProxyError,
  TransportError,
} from '../errors.ts'
import { isBundle } from '../schema.ts'
import { type FilterStatus, type FreeSlot, readSlots } from './free-slot.ts'
import { type OrganisationType, rangesOf, type SlotRange, slotPath } from './slot-query.ts'

export interface SlotSearch extends SlotRange {
  /** ODS codes; which practices are offered is your configuration (APT-GEN-08). */
  readonly practices: readonly string[]
  /** Sent as `searchFilter` beside your ODS code: some slots are for organisations of a type only (APT-SRCH-04). */
  readonly organisationType?: OrganisationType | undefined
  /** Id in the Directory of Services, if the service was chosen there (APT-SRCH-05). */
  readonly serviceId?: string | undefined
  /** For each practice, all its answers and look-ups included, in milliseconds; 10,000 if absent. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Why a practice didn't answer: `timeout`; `not-offered`: SDS has no such capability of it; `switched-off` there; `refused`; `unreachable`:
 * its system, the proxy or SDS failed; `unreadable`: the answer isn't FHIR.
 */
export type NoAnswer = 'timeout' | 'not-offered' | 'switched-off' | 'refused' | 'unreachable' | 'unreadable'

export type SlotAnswer =
  | {
      readonly practice: string
      readonly range: SlotRange
      readonly slots: readonly FreeSlot[]
      /** Slots of the answer that could not be read; tell the user. */
      readonly unreadable: number
      /** Absent if no service was asked for; show it unless it is `enabled` (APT-SRCH-22). */
      readonly filter?: FilterStatus
    }
  /** Nothing more comes from this practice: slots in `range` are not known. */
  | {
      readonly practice: string
      readonly range: SlotRange
      readonly failed: NoAnswer
      readonly error: GpConnectClientError
    }

type Call = (
  interaction: Interaction,
  options: CallOptions,
  path: string,
) => Promise<{ readonly json: unknown; readonly traceId: string }>

const patience = 10_000

/**
 * Asks all practices at once; a range of more than two weeks in several requests, one after the other (APT-SRCH-03).
 * @param organisation ODS code of the organisation where the user works
 * @throws InvalidRequestError before anything is sent; the signal's reason if it is aborted
 */
export function searchSlots(call: Call, organisation: string, search: SlotSearch): AsyncIterable<SlotAnswer> {
  const ranges = rangesOf(search)
  const practices = [...new Set(search.practices)]
  return { [Symbol.asyncIterator]: () => answers(call, organisation, search, practices, ranges) }
}

async function* answers(
  call: Call,
  organisation: string,
  search: SlotSearch,
  practices: readonly string[],
  ranges: readonly SlotRange[],
): AsyncGenerator<SlotAnswer, void, undefined> {
  const over = new AbortController()
  const stop = search.signal === undefined ? over.signal : AbortSignal.any([over.signal, search.signal])
  const arrived: SlotAnswer[] = []
  let open = practices.length
  let more = Promise.withResolvers<void>()
  const tell = (answer: SlotAnswer) => {
    arrived.push(answer)
    more.resolve()
  }
  for (const practice of practices) {
    void askPractice(call, { ...search, practice, organisation, ranges }, stop, tell).finally(() => {
      open--
      more.resolve()
    })
  }
  try {
    for (;;) {
      more = Promise.withResolvers<void>()
      yield* arrived.splice(0)
      if (arrived.length > 0) continue
      search.signal?.throwIfAborted()
      if (open === 0) return
      await more.promise
    }
  } finally {
    over.abort()
  }
}

interface Request extends Pick<SlotSearch, 'organisationType' | 'serviceId' | 'timeoutMs' | 'to'> {
  readonly practice: string
  readonly organisation: string
  readonly ranges: readonly SlotRange[]
}

async function askPractice(call: Call, request: Request, stop: AbortSignal, tell: (answer: SlotAnswer) => void) {
  const { practice, ranges, organisation, organisationType, serviceId, timeoutMs = patience, to } = request
  const late = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([stop, late])
  const known = new Set<string>()
  for (const range of ranges) {
    try {
      const path = slotPath({ ...range, organisation, organisationType, serviceId })
      const answer = call(interactions.searchSlots, { practice, signal }, path)
      const { json, traceId } = await orAborted(answer, signal)
      if (!isBundle(json)) throw unexpected('a Bundle', traceId)
      const { slots, unreadable, filter } = readSlots(json, request)
      const fresh = slots.filter(one => !known.has(one.id))
      for (const { id } of fresh) known.add(id)
      tell({ practice, range, slots: fresh, unreadable, ...(filter === undefined ? {} : { filter }) })
    } catch (error) {
      if (stop.aborted) return
      tell({ practice, range: { from: range.from, to }, ...failure(error, late.aborted, timeoutMs) })
      return
    }
  }
}

/** SDS is asked without the signal, as others may wait for the same answer; nobody waits for it longer than they have time. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const stop = () => aborted.reject(signal.reason)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function failure(error: unknown, late: boolean, timeoutMs: number) {
  if (late) {
    const message = `The practice did not answer within ${timeoutMs} ms. Ask it again, or choose another practice.`
    return { failed: 'timeout' as const, error: new TransportError(message, { cause: error }) }
  }
  if (error instanceof GpConnectClientError) return { failed: reasonOf(error), error }
  return { failed: 'unreadable' as const, error: new TransportError('The answer could not be read.', { cause: error }) }
}

function reasonOf(error: GpConnectClientError): NoAnswer {
  if (error instanceof PracticeNotFoundError) return 'not-offered'
  if (error instanceof GpConnectResponseError) {
    if (error.code === 'ACCESS DENIED' || error.code === 'ACCESS_DENIED') return 'switched-off'
    return error.status >= 500 ? 'unreachable' : 'refused'
  }
  if (error instanceof SpineProxyError) return error.status >= 500 || error.status === 444 ? 'unreachable' : 'refused'
  return error.message.startsWith('The answer is not') ? 'unreadable' : 'unreachable'
}
