/** Whether an entry of an immunisation category says that something was given, was meant and not given, or is about consent and the like. */

export type ImmunisationMeaning = 'given' | 'not-given' | 'status'

const consent = /\b(consent|dissent|objection)/i
const notGiven =
  /\b(declin|refus|not\s+(given|done|administered|performed|carried\s+out|indicated|attend|wanted|tolerated)|contra-?\s?indicat|did\s+not|dna\b|failed\s+to\s+attend|unfit|unsuitable|un-?vaccinated|not\s+immunised|not\s+vaccinated|cancelled|deferred|withheld|omitted|no\s+response)/i
const status =
  /\b(invit|offer|reminder|recall|letter|leaflet|advice|advised|counsel|information|eligib|requested|required|due\b|overdue|indicated\b|status|schedule|programme|planned|booked|awaiting|monitoring|query|unknown)/i

/**
 * By the words of the term: dictionaries have thousands of such codes, and no list of them is public. A word that may mean anything but "given"
 * decides against it: what wasn't given must never read as given (STR-IMM-02, STR-IMM-03).
 */
export function immunisationMeaning(term: string): ImmunisationMeaning {
  if (consent.test(term)) return 'status'
  if (notGiven.test(term)) return 'not-given'
  return status.test(term) ? 'status' : 'given'
}
