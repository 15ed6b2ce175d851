/** The headers that the Spine Secure Proxy passes on (SEC-HDR). */
import { GpConnectError, type Interaction, interactionById, isUuid } from '@gpc/fhir'

export interface SspHeaders {
  /** As sent: it becomes Bundle.id (STR-OP-08). */
  readonly traceId: string
  readonly from: string
  readonly to: string
  readonly interaction: string
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** What was sent, missing ones as the empty text: for the audit, which also has rows for requests that are refused (SEC-AUD-09). */
export function sentHeaders(headers: Headers): SspHeaders {
  const get = (name: string): string => {
    const value = headers[name]
    return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim().slice(0, 200)
  }
  return {
    traceId: get('ssp-traceid'),
    from: get('ssp-from'),
    to: get('ssp-to'),
    interaction: get('ssp-interactionid'),
  }
}

/**
 * Checks the headers for one interaction at one practice (SEC-HDR-05 to SEC-HDR-07).
 * @param expected the interactions that the path and verb allow
 * @returns the interaction that the header names
 * @throws GpConnectError BAD_REQUEST
 */
export function checkHeaders(sent: SspHeaders, expected: readonly Interaction[], practiceAsid: string): Interaction {
  for (const [name, value] of [
    ['Ssp-TraceID', sent.traceId],
    ['Ssp-From', sent.from],
    ['Ssp-To', sent.to],
    ['Ssp-InteractionID', sent.interaction],
  ] as const) {
    if (value === '') throw new GpConnectError('BAD_REQUEST', `The header ${name} is missing or blank.`)
  }
  if (!isUuid(sent.traceId)) throw new GpConnectError('BAD_REQUEST', 'The header Ssp-TraceID must be a UUID.')
  if (!/^[A-Za-z0-9-]{1,40}$/.test(sent.from))
    throw new GpConnectError('BAD_REQUEST', 'The header Ssp-From must be an ASID.')
  if (interactionById(sent.interaction) === undefined) {
    throw new GpConnectError('BAD_REQUEST', 'The header Ssp-InteractionID names no GP Connect interaction.')
  }
  const found = expected.find(one => one.id === sent.interaction)
  if (found === undefined) {
    throw new GpConnectError(
      'BAD_REQUEST',
      'The interaction that Ssp-InteractionID names has another URL or verb than this request.',
    )
  }
  if (sent.to !== practiceAsid) {
    throw new GpConnectError('BAD_REQUEST', 'The header Ssp-To is not the ASID of the practice in the URL.')
  }
  return found
}
