/** Coded values and times as HL7 v3 elements. */
import type { AllergyTerm, ClinicalTerm, Drug, LocalDateTime, PartialDate, ReadCode } from '../model.ts'
import { element, escaped } from './xml.ts'

export const oids = {
  snomed: '2.16.840.1.113883.2.1.3.2.4.15',
  readV2: '2.16.840.1.113883.2.1.6.2',
} as const

export function snomed(name: string, code: string, displayName: string, ...content: readonly string[]): string {
  return element(name, { code, codeSystem: oids.snomed, displayName }, ...content)
}

export function readV2(name: string, code: string, displayName: string, ...content: readonly string[]): string {
  return element(name, { code, codeSystem: oids.readV2, displayName }, ...content)
}

const original = (text: string) => element('originalText', {}, escaped(text))

/** Read v2 where there is one, with SNOMED CT as its translation; else SNOMED CT; else words. `qualifier` goes between words and translation. */
export function termCode(term: ClinicalTerm | AllergyTerm, qualifier = ''): string {
  const { readV2: read, snomed: concept, text } = term
  const words = (display: string) => [...(text === display ? [] : [original(text)]), qualifier]
  if (read !== undefined) {
    const translation = concept === undefined ? [] : [snomed('translation', concept.code, concept.term)]
    return readV2('code', fiveAndTerm(read), read.term, ...words(read.term), ...translation)
  }
  if (concept !== undefined) return snomed('code', concept.code, concept.term, ...words(concept.term))
  return element('code', { nullFlavor: 'UNK' }, original(text), qualifier)
}

/** Five characters, then the term code of the preferred term. */
function fiveAndTerm({ code }: ReadCode): string {
  return `${code.padEnd(5, '.')}00`
}

export function drugCode({ name, dmd }: Drug): string {
  return dmd === undefined ? element('code', { nullFlavor: 'UNK' }, original(name)) : snomed('code', dmd, name)
}

/** `yyyy-MM-ddTHH:mm:ss`, or less, without its marks. */
export function stamp(date: LocalDateTime | PartialDate): string {
  return date.replace(/[-:T]/g, '')
}

export function availability(date: LocalDateTime | PartialDate): string {
  return element('availabilityTime', { value: stamp(date) })
}

const nothing = element('center', { nullFlavor: 'NI' })

export function effective({ low, high, center }: { low?: string; high?: string; center?: string }): string {
  const at = (name: string, date: string) => element(name, { value: stamp(date) })
  if (low !== undefined || high !== undefined) {
    return element('effectiveTime', {}, ...(low ? [at('low', low)] : []), ...(high ? [at('high', high)] : []))
  }
  return element('effectiveTime', {}, center === undefined ? nothing : at('center', center))
}

export const status = (code: 'ACTIVE' | 'COMPLETE') => element('statusCode', { code })
export const identified = (root: string) => element('id', { root })

/** The mark of an entry that isn't to be shown to the patient; nothing for others. */
export function marks(notForPatient: true | undefined): string {
  if (notForPatient !== true) return ''
  const displayName = "no disclosure to patient, family or caregivers without attending provider's authorization"
  return element('confidentialityCode', { code: 'NOPAT', codeSystem: '2.16.840.1.113883.4.642.3.47', displayName })
}
