/** What the SSP checks before it lets a request pass (errors.md section 3). Pure. */
import { cpaId, maySend, type RegistryContents } from '../registry.ts'
import { type SspError, sspErrors } from './errors.ts'
import { climbs, remainderAfter, withoutQuery } from './target.ts'

export interface SspRequest {
  readonly method: string
  /** The request target without its leading slash. */
  readonly target: string
  /** `Ssp-From`, the sender's ASID; empty if absent, like the next two. */
  readonly from: string
  /** `Ssp-To`, the receiver's ASID. */
  readonly to: string
  readonly interactionId: string
  readonly contentType: string | undefined
}

/** Where a request goes: a registered root, and what follows it, which begins with `/` or `?` or is empty. */
export interface Destination {
  readonly root: string
  readonly remainder: string
}

export type Verdict = { readonly pass: Destination } | { readonly refuse: SspError }

const methods = ['GET', 'POST', 'PUT']
const structuredText = /^(application|text)\/([a-z0-9.+-]*\+)?(json|xml)(\+fhir)?\s*(;|$)/i

/** Passes a request on to the registered endpoint of its receiver and interaction, or refuses it. Never to any other place. */
export function judge(request: SspRequest, { systems, disallowed }: RegistryContents): Verdict {
  const { method, target, from, to, interactionId, contentType } = request
  if (!methods.includes(method)) return { refuse: sspErrors.method() }
  if (contentType !== undefined && !structuredText.test(contentType)) return { refuse: sspErrors.mediaType() }

  const sender = systems.find(one => one.asid === from)
  if (sender === undefined || !maySend(sender, interactionId)) return { refuse: sspErrors.senderUnknown(from) }

  const receiver = systems.find(one => one.asid === to)
  const endpoint = receiver?.endpoints.find(one => one.interactionId === interactionId)
  if (receiver === undefined || endpoint === undefined) return { refuse: sspErrors.receiverLacksInteraction(to) }

  if (disallowed.some(pair => pair.fromAsid === from && pair.toAsid === to)) {
    return { refuse: sspErrors.pairDisallowed(from, to) }
  }
  const remainder = remainderAfter(endpoint.url, target)
  if (remainder === undefined || climbs(remainder)) {
    return { refuse: sspErrors.endpointVaries(endpoint.url, cpaId(receiver, interactionId), withoutQuery(target)) }
  }
  return { pass: { root: endpoint.url, remainder } }
}
