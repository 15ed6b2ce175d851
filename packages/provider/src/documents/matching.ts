/** Which documents a search finds (DOC-SRCH-03 to DOC-SRCH-07). */
import type { DocumentSearch } from './parameters.ts'
import { periodOf } from './period.ts'
import type { DocumentReference } from './references.ts'

/** @param ods the ODS code of an organisation by its reference */
export function matches(
  document: DocumentReference,
  { from, to, author, description }: DocumentSearch,
  ods: (ref: string) => string | undefined,
): boolean {
  // DOC-SRCH-04; a document without any date may be of any day (STR-DATE-02)
  const period = periodOf(document.created ?? document.indexed ?? '')
  if (period !== undefined && from !== undefined && period.to < from.from) return false
  if (period !== undefined && to !== undefined && period.from > to.to) return false
  if (author !== undefined && !isBy(document, author, ods)) return false
  return description === undefined || texts(document).some(text => comparable(text).includes(comparable(description)))
}

function isBy({ author = [] }: DocumentReference, wanted: string, ods: (ref: string) => string | undefined): boolean {
  return author.some(
    ({ reference = '' }) =>
      reference.startsWith('Organization/') && ods(reference)?.toUpperCase() === wanted.trim().toUpperCase(),
  )
}

/** DOC-SRCH-07: description and type. */
const texts = ({ description, type }: DocumentReference): readonly string[] =>
  [description, type?.text, ...(type?.coding ?? []).map(one => one.display)].filter(text => text !== undefined)

/** Letter case, accents and runs of blanks make no difference. */
const comparable = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll(/\s+/g, ' ').trim().toLowerCase()
