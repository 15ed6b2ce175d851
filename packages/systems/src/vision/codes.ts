/** Vision's codes: SNOMED CT and dm+d ids given in the row, Read v2 or Vision's local codes in CODE. No dictionary ships. */
import type { Coding, Concept } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'
import { isSnomedId } from '../shared/snomed.ts'
import type { Cells } from '../shared/table.ts'

/** Codes that Vision or the practice made up, such as `#9V9.`; nobody has published a URL for them. */
export const visionLocal = 'urn:vision:local-code'

export type VisionCode =
  | { readonly kind: 'read' | 'local'; readonly code: string }
  /** `DNA`, `asthma` and other words that are no codes. */
  | { readonly kind: 'word'; readonly code: string }

const readShape = /^(?=.{5}$)[0-9A-Za-z]{1,5}\.{0,4}$/

/**
 * Tells what CODE holds. Usually five characters of Read v2 and a two-character term code (`C10F.00`), sometimes a one-digit
 * term code or none. Whether five characters are in the Read dictionary can't be told here: what has the shape of a Read code
 * is taken for one, what has another shape (`#9V9.00`, `9mb.00`) is Vision's own.
 */
export function readVisionCode(text: string): VisionCode {
  const code = text.trim()
  const stem = code.slice(0, 5)
  const term = code.slice(5)
  const isRead = readShape.test(stem)
  if (code.length <= 4 || /^[a-z]+$/i.test(code)) return { kind: 'word', code }
  if (isRead && /^(\d[0-9A-Za-z]?)?$/.test(term)) return { kind: 'read', code: stem }
  if (!isRead && /^\d\d$/.test(term)) return { kind: 'local', code: stem }
  return { kind: /[\d#.]/.test(code) && !/\s/.test(code) ? 'local' : 'word', code }
}

/** The five characters of Read v2 in CODE; the empty text where there are none. */
export function readCode(cells: Cells): string {
  const code = cells.CODE === undefined ? undefined : readVisionCode(cells.CODE)
  return code?.kind === 'read' ? code.code : ''
}

export interface VisionConcept {
  readonly concept: Concept
  /** What the codes had that isn't in the concept, labelled, for a note. */
  readonly leftOver: readonly string[]
}

/** A column with a SNOMED CT or dm+d id, and whether RUBRIC is that id's term. */
export interface SnomedColumn {
  readonly column: 'SNOMED_CODE' | 'DMD_CODE'
  readonly termIsRubric: boolean
}

/**
 * A journal row's concept out of the first valid one of the SNOMED columns named, CODE and RUBRIC; where there is no RUBRIC, `text`
 * stands for it. Undefined if the row has neither a code nor a term. SNOMED ids that are no ids (over 18 digits, wrong check digit)
 * are left out of the codings.
 */
export function visionConcept(cells: Cells, snomed: readonly SnomedColumn[], text?: string): VisionConcept | undefined {
  const codings: Coding[] = []
  const leftOver: string[] = []
  const rubric = cells.RUBRIC
  const display = rubric === undefined ? {} : { display: rubric }
  for (const { column, termIsRubric } of snomed) {
    const id = cells[column]?.trim() ?? ''
    if (id === '' || id === '0') continue
    if (!isSnomedId(id)) {
      if (rubric === undefined) leftOver.push(`${column} as recorded (not a valid SNOMED CT id): ${id}`)
    } else if (codings.length === 0) {
      codings.push({ system: codeSystems.snomed, code: id, ...(termIsRubric ? display : {}) })
    }
  }
  const found = cells.CODE === undefined ? undefined : readVisionCode(cells.CODE)
  if (found?.kind === 'read') codings.push({ system: codeSystems.readV2, code: found.code, ...display })
  else if (found?.kind === 'local' && rubric !== undefined) {
    codings.push({ system: visionLocal, code: found.code, ...display })
  } else if (found !== undefined && rubric !== undefined) leftOver.push(`Code as recorded: ${found.code}`)
  const word = found?.kind === 'read' ? undefined : found?.code
  const shown = rubric ?? text ?? word
  if (codings.length === 0 && shown === undefined) return undefined
  if (rubric === undefined && text !== undefined && word !== undefined) leftOver.push(`Code as recorded: ${word}`)
  return { concept: { codings, ...(shown === undefined ? {} : { text: shown }) }, leftOver }
}
