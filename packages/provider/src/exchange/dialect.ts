/** What differs between the versions of FHIR that are spoken: everything else around an interaction is the same for all. */
import { type Capability, type Interaction, type Issue, operationOutcome, toXml } from '@gpc/fhir'
import { dstu2Outcome } from './dstu2-outcome.ts'
import { checkDstu2Claims } from './dstu2-token.ts'
import { dstu2Xml } from './dstu2-xml.ts'
import { dstu2MediaTypes, type MediaTypes, stu3MediaTypes } from './format.ts'
import { checkClaims } from './token.ts'

export interface Dialect {
  readonly mediaTypes: MediaTypes
  /** An OperationOutcome. */
  outcome(issues: readonly Issue[]): object
  /** Resources of this provider, as JSON text, in XML. */
  toXml(json: string): string
  /** Checks a token's claims at a moment (seconds since the epoch). @throws GpConnectError */
  checkClaims(decoded: Readonly<Record<string, unknown>>, interaction: Interaction, now: number): void
}

const stu3: Dialect = { mediaTypes: stu3MediaTypes, outcome: operationOutcome, toXml, checkClaims }

/** Version 0.7.4: Access Record HTML. */
const dstu2: Dialect = {
  mediaTypes: dstu2MediaTypes,
  outcome: dstu2Outcome,
  toXml: dstu2Xml,
  checkClaims: checkDstu2Claims,
}

export const dialectOf = (capability: Capability | undefined): Dialect => (capability === 'html' ? dstu2 : stu3)

/** The version that a path names, for what is refused before any interaction is known. */
export const dialectAt = (url: string): Dialect => (/^\/[^/?]*\/DSTU2(\/|\?|$)/.test(url) ? dstu2 : stu3)
