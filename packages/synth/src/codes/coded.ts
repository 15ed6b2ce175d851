/** How the lists of coded terms are written: each code with its own dictionary's term. */
import type { CodedTerm, ReadCode, SystemName, TermKind } from '../model.ts'

/** Codes of a term, each as `code term`; a dictionary whose code couldn't be checked is left out. */
interface Codes {
  readonly sct?: string
  /** SNOMED CT description id of the text. */
  readonly description?: string
  readonly v2?: string
  readonly ctv3?: string
}

export function coded(kind: TermKind, text: string, { sct, description, v2, ctv3 }: Codes): CodedTerm {
  return {
    kind,
    text,
    ...(sct === undefined
      ? {}
      : { snomed: { ...split(sct), ...(description === undefined ? {} : { descriptionId: description }) } }),
    ...(v2 === undefined ? {} : { readV2: split(v2) }),
    ...(ctv3 === undefined ? {} : { ctv3: split(ctv3) }),
  }
}

function split(codeAndTerm: string): ReadCode {
  const space = codeAndTerm.indexOf(' ')
  return { code: codeAndTerm.slice(0, space), term: codeAndTerm.slice(space + 1) }
}

/** Whether a system's files can say the term: SystmOne by CTV3, Vision by Read v2, the others by any code. */
export function sayable(system: SystemName, { ctv3, readV2 }: CodedTerm): boolean {
  return system === 'tpp' ? ctv3 !== undefined : system === 'vision' ? readV2 !== undefined : true
}
