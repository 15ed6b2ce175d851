/**
 * Which observations are immunisations. Messages ship no terminology and mark nothing, so it is told by the Read v2 chapter of vaccinations, by
 * common SNOMED CT concepts, and else by the words of the term. What isn't recognised stays an observation: nothing is lost.
 */
import type { Concept } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'

/** `status`: consent, dissent or invitation (STR-IMM-03). */
export type ImmunisationKind = 'given' | 'not-given' | 'status'

/** Read v2: vaccinations against one disease, and combined ones. 65P to 65Z are about contacts, carriers and notifications. */
const vaccination = /^65[1-9A-Oa-z]/
/** Read v2: consent to immunisations, and the refusal of it. */
const consent = /^68N/

const names = /\b(?:vacc|vaccin(?:e|es|ation|ations|n)|immuni[sz]ations?|imm|revaccination|booster|mmr|bcg)\b/i
const status = /\b(?:consent|dissent|invit\w*)\b/i
const undone = /\bnot (?:given|done|administered)\b|\b(?:declin\w*|refus\w*|contraindicated)\b/i
/** About vaccines, but not about giving one. */
const other =
  /\b(?:h\/o|history of|fh|allerg\w*|adverse|reaction|hypersensitivity|status|due|overdue|eligible|ineligible|advice|advised|leaflet|letter|offered|requires?|needs?|reminder|not (?:indicated|required|needed|wanted)|did not attend|dna|counselling|education|schedule|complete|incomplete|up to date|information|uptake|immune|antibod\w*|screening|claim|monitoring|default(?:ed|er)?|stock|requested)\b/i

const procedures: ReadonlySet<string> = new Set([
  '86198006', // Influenza vaccination
  '38598009', // Measles, mumps and rubella vaccination
  '12866006', // Pneumococcal vaccination
  '127785005', // Measles vaccination
  '33879002', // Administration of vaccine product
  '1324681000000101', // First COVID-19 vaccination
  '1324691000000104', // Second COVID-19 vaccination
])

/** What a code is to immunisations; undefined for anything else. */
export function immunisationKind({ codings, text }: Concept): ImmunisationKind | undefined {
  const has = (system: string, fits: (code: string) => boolean) =>
    codings.some(one => one.system === system && fits(one.code))
  const term = [text, ...codings.map(({ display }) => display)].filter(one => one !== undefined).join(' ')
  if (has(codeSystems.readV2, code => consent.test(code))) return 'status'
  const coded =
    has(codeSystems.readV2, code => vaccination.test(code)) || has(codeSystems.snomed, code => procedures.has(code))
  if (!coded && !names.test(term)) return undefined
  if (status.test(term)) return 'status'
  if (undone.test(term)) return 'not-given'
  return coded || !other.test(term) ? 'given' : undefined
}
