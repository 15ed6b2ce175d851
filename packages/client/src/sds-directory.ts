/** One way to ask SDS. */
export interface Directory {
  /** Every MHS record of the organisation for the interaction. @throws TransportError */
  endpoints(ods: string, interactionId: string): Promise<readonly { root: string; partyKey: string }[]>
  /** The ASID of every AS record of the organisation with the party key. @throws TransportError */
  asids(ods: string, interactionId: string, partyKey: string): Promise<readonly string[]>
}
