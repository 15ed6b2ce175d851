/** What a consultation has in it (STR-CON-09). */
import type { Consultation } from '../model/consultation.ts'
import type { EntryKey, SourceName } from '../model/entry.ts'

/** `withheld`: all that it has is withheld, so that it would be empty. `none`: it holds nothing. */
export type Content = 'some' | 'withheld' | 'none'

/**
 * Another consultation is no content.
 * @param find where a key of the record leads; undefined for one that the record doesn't have
 */
export function hasContent(
  { source, topics }: Consultation,
  find: (source: SourceName, key: EntryKey) => { readonly withheld: boolean; readonly area: string } | undefined,
): Content {
  let content: Content = 'none'
  for (const { headings } of topics) {
    for (const { items } of headings) {
      for (const key of items) {
        const link = find(source, key)
        if (link === undefined || link.area === 'consultations') continue
        if (!link.withheld) return 'some'
        content = 'withheld'
      }
    }
  }
  return content
}
