/** What every call takes, and how it is made. */
import type { Interaction } from '@gpc/fhir'
import { TransportError } from './errors.ts'
import type { Call } from './transport.ts'

export interface CallOptions {
  /** ODS code of the practice, from a PDS trace (SEC-SDS-09). */
  readonly practice: string
  /** A UUID for the first attempt; one is made, if absent. A retry always has a new one (SEC-HDR-01). */
  readonly traceId?: string
  readonly signal?: AbortSignal
}

/** Looks the practice up in SDS and sends one call through the SSP. */
export type Caller = (
  interaction: Interaction,
  options: CallOptions,
  path: string,
  more?: Pick<Call, 'body' | 'ifMatch' | 'scope' | 'read' | 'dialect'>,
) => Promise<{ readonly json: unknown; readonly traceId: string }>

export function unexpected(what: string, traceId: string): TransportError {
  return new TransportError(`The answer is not ${what}. Report it with the trace id.`, { traceId })
}
