/** Coded terms as CodeableConcepts. */
import { codeSystems } from '@gpc/fhir'
import type { Coding, Concept } from '../model/entry.ts'
import { some, unknownValue } from './json.ts'
import { clean } from './text.ts'

interface CodingJson {
  readonly extension?: readonly object[] | undefined
  readonly system: string
  readonly code: string
  readonly display?: string | undefined
  readonly _display?: typeof unknownValue | undefined
  readonly userSelected?: true | undefined
}

export interface ConceptJson {
  readonly coding?: readonly CodingJson[] | undefined
  readonly text?: string | undefined
}

/** Codes for what has no code (STR-COM-10, STR-ALG-10, STR-MED-12). */
export const degrade = {
  drugAllergy: { system: codeSystems.snomed, code: '196461000000101', display: 'Transfer-degraded drug allergy' },
  otherAllergy: { system: codeSystems.snomed, code: '196471000000108', display: 'Transfer-degraded non-drug allergy' },
  medication: { system: codeSystems.snomed, code: '196421000000109', display: 'Transfer-degraded medication entry' },
} as const satisfies Record<string, CodingJson>

/** What a text says where the source has none (STR-MED-20, STR-MED-24, STR-ALG-04). */
export const noInformation = 'No information available'

const isCode = (code: string): boolean => /^\S+( \S+)*$/.test(code)
const isSnomed = ({ system }: Coding | CodingJson): boolean => system === codeSystems.snomed

/**
 * A coding; SNOMED CT ones with their description id at the URL that the profile binds, and the description's term where the
 * display is another (STR-COM-09).
 */
function coding(source: Coding, descriptionUrl: string): CodingJson {
  const display = clean(source.display)
  const described = isSnomed(source) && source.descriptionId !== undefined && /^\d+$/.test(source.descriptionId)
  const term = described ? clean(source.descriptionDisplay) : undefined
  const parts = [{ url: 'descriptionId', valueId: source.descriptionId }]
  const differs = term !== undefined && term !== display
  return {
    extension: described
      ? [
          {
            url: descriptionUrl,
            extension: differs ? [...parts, { url: 'descriptionDisplay', valueString: term }] : parts,
          },
        ]
      : undefined,
    system: source.system,
    code: source.code.trim(),
    display,
    userSelected: source.userSelected === true ? true : undefined,
  }
}

/** SNOMED CT first, then the others in the order of the source (STR-COM-08). A code that FHIR can't write is left to the text. */
function codings(concept: Concept, descriptionUrl: string): CodingJson[] {
  const usable = concept.codings.filter(one => isCode(one.code.trim()))
  return [...usable.filter(isSnomed), ...usable.filter(one => !isSnomed(one))].map(one => coding(one, descriptionUrl))
}

/** What the source calls it: its text, and the terms whose codes can't be written. */
function wordsOf({ codings, text }: Concept): string | undefined {
  const words = clean(text)
  if (codings.every(one => isCode(one.code.trim()))) return words
  const terms = codings
    .filter(one => !isCode(one.code.trim()))
    .flatMap(one => clean(one.display) ?? clean(one.code) ?? [])
  return some([...new Set([...(words === undefined ? [] : [words]), ...terms])])?.join('; ')
}

/** The original term as text, where no coding's display says it (STR-COM-08). Undefined for a concept with nothing in it. */
export function codeableConcept(concept: Concept, descriptionUrl: string): ConceptJson | undefined {
  const coding = codings(concept, descriptionUrl)
  const words = wordsOf(concept)
  if (coding.length === 0) return words === undefined ? undefined : { text: words }
  return { coding, text: coding.some(one => one.display === words) ? undefined : words }
}

/** As codeableConcept, and the degrade code with the text for what has no code at all (STR-COM-10, STR-ALG-10). */
export function codedOrDegraded(concept: Concept, descriptionUrl: string, degraded: CodingJson): ConceptJson {
  const found = codeableConcept(concept, descriptionUrl)
  return found?.coding === undefined ? { coding: [degraded], text: found?.text ?? noInformation } : found
}

/**
 * The code of a medicine or device (STR-MED-11, STR-MED-12): dm+d, with the name in the source's dictionary as text only where
 * it differs from dm+d's. Without a dm+d code the degrade code stands first, as the profile's binding wants a SNOMED CT code,
 * and the source's own codings and name are kept.
 */
export function medicineConcept(concept: Concept, descriptionUrl: string): ConceptJson {
  const coding = codings(concept, descriptionUrl)
  const words = wordsOf(concept)
  const [first] = coding
  if (first !== undefined && isSnomed(first)) return { coding, text: words === first.display ? undefined : words }
  const name = words ?? coding.find(one => one.display !== undefined)?.display
  return { coding: [degrade.medication, ...coding], text: name ?? noInformation }
}

/** A reaction's manifestation may have one SNOMED CT coding: the clinician's, else the first; the other terms are given beside it. */
export function withOneSnomed(concept: ConceptJson): {
  readonly concept: ConceptJson
  readonly others: readonly string[]
} {
  const all = concept.coding ?? []
  const snomed = all.filter(isSnomed)
  const kept = snomed.find(one => one.userSelected) ?? snomed[0]
  const dropped = snomed.filter(one => one !== kept)
  if (dropped.length === 0) return { concept, others: [] }
  return {
    concept: { coding: some(all.filter(one => !dropped.includes(one))), text: concept.text },
    others: dropped.map(({ code, display }) => display ?? code),
  }
}

/**
 * The coding, for profiles in which its display is mandatory: where the source has none, the words that it has for the same concept, else it
 * says that none is known.
 */
export function displayed(coding: CodingJson, { coding: all = [], text }: ConceptJson): CodingJson {
  if (coding.display !== undefined) return coding
  const { userSelected, ...rest } = coding
  const display = text ?? all.find(one => one.display !== undefined)?.display
  return display === undefined ? { ...rest, _display: unknownValue, userSelected } : { ...rest, display, userSelected }
}

/** As profiles that slice SNOMED CT want it: one such coding, which always has a display, if only to say that it isn't known. */
export function sliced(concept: ConceptJson): ReturnType<typeof withOneSnomed> {
  const one = withOneSnomed(concept)
  const coding = one.concept.coding?.map(part => (isSnomed(part) ? displayed(part, concept) : part))
  return { concept: { coding, text: one.concept.text }, others: one.others }
}
