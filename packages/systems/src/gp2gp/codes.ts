/** Coded values (HL7 CD) with their translations, and physical quantities. */
import type { Coding, Concept, Quantity } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'
import { isSnomedId } from '../shared/snomed.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

export const oids = {
  snomed: '2.16.840.1.113883.2.1.3.2.4.15',
  readV2: '2.16.840.1.113883.2.1.6.2',
  ctv3: '2.16.840.1.113883.2.1.3.2.4.14',
  egton: '2.16.840.1.113883.2.1.6.3',
} as const

const systems: ReadonlyMap<string, string> = new Map([
  [oids.snomed, codeSystems.snomed],
  [oids.readV2, codeSystems.readV2],
  [oids.ctv3, codeSystems.ctv3],
  [oids.egton, codeSystems.egton],
])

/** A code system's URL: by its OID, `urn:oid:` of any other OID, or the URL or URN that it already is. */
function systemUrl(codeSystem: string): string | undefined {
  if (/^[0-2](\.\d+)+$/.test(codeSystem)) return systems.get(codeSystem) ?? `urn:oid:${codeSystem}`
  return /^[a-z][a-z+.-]*:\S+$/i.test(codeSystem) ? codeSystem : undefined
}

/**
 * A concept with every coding of a CD: its own and its translations', in that order. The text is the original one, else the
 * display name. SNOMED CT ids that aren't valid, and description ids whose concept the message doesn't name, go to `note`.
 */
export function conceptOf(cd: Element | undefined, note: (sentence: string) => void): Concept {
  if (cd === undefined) return { codings: [] }
  const codings: Coding[] = []
  const descriptions: { readonly id: string; readonly display: string | undefined }[] = []
  const all = [cd, ...children(cd, 'translation')]
  for (const one of all) {
    const code = attribute(one, 'code')
    const codeSystem = attribute(one, 'codeSystem')
    if (code === undefined || codeSystem === undefined) continue
    const display = attribute(one, 'displayName')
    const system = systemUrl(codeSystem)
    if (system === undefined) {
      note(`Code: ${code} (code system ${codeSystem})`)
    } else if (system === codeSystems.snomed && !isSnomedId(code)) {
      note(`SNOMED CT code that isn't valid: ${code}`)
    } else if (system === codeSystems.snomed && code.at(-2) === '1') {
      descriptions.push({ id: code, display })
    } else if (!codings.some(known => known.system === system && known.code === code)) {
      codings.push({ system, code, ...(display === undefined ? {} : { display }) })
    }
  }
  const text = all.map(one => textOf(child(one, 'originalText'))).find(found => found !== undefined)
  const shown = text ?? all.map(one => attribute(one, 'displayName')).find(found => found !== undefined)
  return { codings: described(codings, descriptions, note), ...(shown === undefined ? {} : { text: shown }) }
}

/** Puts a description id to the SNOMED CT concept of the same term; one that belongs to none is noted. */
function described(
  codings: readonly Coding[],
  descriptions: readonly { readonly id: string; readonly display: string | undefined }[],
  note: (sentence: string) => void,
): readonly Coding[] {
  let result = codings
  for (const { id, display } of descriptions) {
    const home = result.findIndex(({ system, display: term }) => system === codeSystems.snomed && term === display)
    if (home === -1) note(`SNOMED CT description: ${id}`)
    result = result.map((coding, i) => (i === home ? { ...coding, descriptionId: id } : coding))
  }
  return result
}

/** True if a CD, or a translation of it, has a code of a code system that fits. Term codes are compared with the rest. */
export function hasCode(cd: Element | undefined, codeSystem: string, fits: (code: string) => boolean): boolean {
  if (cd === undefined) return false
  return [cd, ...children(cd, 'translation')].some(one => {
    const code = attribute(one, 'code')
    return code !== undefined && attribute(one, 'codeSystem') === codeSystem && fits(code)
  })
}

const decimal = /^-?\d+(\.\d+)?$/

/** A PQ: its value, with the unit that its translation spells out. What isn't a decimal stays text. */
export function quantityOf(pq: Element | undefined): Quantity | undefined {
  const translation = child(pq, 'translation')
  const value = attribute(pq, 'value') ?? attribute(translation, 'value')
  const named = attribute(pq, 'unit')
  const unit = textOf(child(translation, 'originalText')) ?? (named === '1' ? undefined : named)
  if (value !== undefined && decimal.test(value)) return { value, ...(unit === undefined ? {} : { unit }) }
  const text = [value, unit].filter(part => part !== undefined).join(' ')
  return text === '' ? undefined : { text }
}

/** Qualifiers of a CD as labelled sentences: `Episodicity: First`. */
export function qualifiersOf(cd: Element | undefined): readonly string[] {
  return children(cd, 'qualifier').flatMap(qualifier => {
    const name = child(qualifier, 'name')
    const label = termOf(name)
    const value = child(qualifier, 'value')
    const said = termOf(value)
    if (label === undefined) return said === undefined ? [] : [`Qualifier: ${said}`]
    if (said !== undefined) return [`${label}: ${said}`]
    return [`${episodes.has(attribute(name, 'code') ?? '') ? 'Episodicity' : 'Qualifier'}: ${label}`]
  })
}

/** First, new, ongoing. */
const episodes: ReadonlySet<string> = new Set(['255217005', '288527008', '303350001'])

/** What a code is called: original text, else display name, else the code. */
export function termOf(cd: Element | undefined): string | undefined {
  return textOf(child(cd, 'originalText')) ?? attribute(cd, 'displayName') ?? attribute(cd, 'code')
}
