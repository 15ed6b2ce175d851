/** Coded terms for profiles that want the display of a SNOMED CT coding, and some of them one such coding at most. */
import { codeSystems } from '@gpc/fhir'
import type { Concept } from '../model/entry.ts'
import { type ConceptJson, codeableConcept, displayed, noInformation, sliced } from './concept.ts'

/** Every coding; SNOMED CT ones always with a display, if only to say that it isn't known. */
export function coded(concept: Concept | undefined, descriptionUrl: string): ConceptJson | undefined {
  const found = concept === undefined ? undefined : codeableConcept(concept, descriptionUrl)
  if (found?.coding === undefined) return found
  return {
    coding: found.coding.map(one => (one.system === codeSystems.snomed ? displayed(one, found) : one)),
    text: found.text,
  }
}

/** With one SNOMED CT coding; remarks name the others. */
export function codedOnce(
  concept: Concept | undefined,
  descriptionUrl: string,
): { readonly concept: ConceptJson | undefined; readonly remarks: readonly string[] } {
  const found = concept === undefined ? undefined : codeableConcept(concept, descriptionUrl)
  if (found === undefined) return { concept: undefined, remarks: [] }
  const { concept: once, others } = sliced(found)
  return { concept: once, remarks: others.map(other => `Also coded as: ${other}`) }
}

/** A mandatory code for which the source has neither code nor words. */
export const nothingCoded: ConceptJson = { text: noInformation }

/** Free text, and what is sent as such (STR-CON-12, STR-CON-13, STR-INV-12). */
export const commentNote: ConceptJson = {
  coding: [{ system: codeSystems.snomed, code: '37331000000100', display: 'Comment note' }],
}

/** A consent or dissent without a code (STR-IMM-19). */
export const degradedEntry = (descriptionUrl: string, text: string): ConceptJson => ({
  coding: [
    {
      extension: [{ url: descriptionUrl, extension: [{ url: 'descriptionId', valueId: '294691000000115' }] }],
      system: codeSystems.snomed,
      code: '196411000000103',
      display: 'Transfer-degraded record entry',
    },
  ],
  text,
})

/** A concept as words: its text, else the first term. */
export function conceptText({ text, codings }: Concept): string {
  return text?.trim() ? text : (codings.find(({ display }) => display?.trim())?.display ?? codings[0]?.code ?? '')
}
