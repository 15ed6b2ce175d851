/** Text of laboratories: narratives with a header of comment type and date. */

import type { ClinicalDate } from '@gpc/fhir'
import { clinicalDate } from './dates.ts'

export interface LabText {
  /** `LABORATORY RESULT COMMENT(E141)`, `AGGREGATE COMMENT SET`, `USER COMMENT` … */
  readonly type?: string
  readonly date?: ClinicalDate
  /** The lines as they came (STR-INV-04). */
  readonly text: string
}

const header = /^\s*CommentType:([^\r\n]*)\r?\n[ \t]*CommentDate:([^\r\n]*)(?:\r?\n|$)(?:[ \t]*\r?\n)?/

/** Takes the header off; a text whose header isn't whole stays as it is. Only blanks at the very end are dropped. */
export function labText(raw: string): LabText {
  const [whole, type, written = ''] = header.exec(raw) ?? []
  const date = written.trim() === '' ? undefined : clinicalDate(written)
  if (whole === undefined || type === undefined || (date === undefined && written.trim() !== '')) {
    return { text: raw.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd() }
  }
  return { type: type.trim(), ...(date === undefined ? {} : { date }), text: raw.slice(whole.length).trimEnd() }
}
