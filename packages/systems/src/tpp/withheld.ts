/**
 * Codes that a practice doesn't let leave. The extract has no mark for private entries, so a practice may give a list of codes; it is
 * kept as look-up rows, so that it holds for later deltas as well until another list is given.
 */
import { readFile } from 'node:fs/promises'
import type { Concept, Confidentiality } from '@gpc/clinical'
import { ImportRefused, type Lookup, type SourceItem } from '../contract.ts'

export const withheldTable = 'WithheldCode'

/** Owner of the row that is there if any list has been given. */
const anyCode = '*'

/**
 * Reads a list of codes: UTF-8, one code a line (CTV3 with case and dots, SNOMED CT or dm+d), what follows a comma or white space is
 * for people, lines that begin with `#` too. An empty list withholds nothing.
 * @throws ImportRefused if it isn't there or a line begins with no code
 */
export async function readWithheldCodes(path: string): Promise<readonly SourceItem[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ImportRefused(`The code list ${path} can't be read (${error instanceof Error ? error.message : error}).`)
  })
  const items: SourceItem[] = []
  const add = (code: string, line: number): void => {
    const row = { table: withheldTable, key: code, owner: code, shared: true, columns: { Code: code } }
    items.push({ kind: 'upsert', source: 'tpp', row, at: { file: 'withhold-codes', line } })
  }
  text.split(/\r?\n/).forEach((content, i) => {
    if (content.trim() === '' || content.startsWith('#')) return
    const code = /^"?([A-Za-z0-9.]{5,18})(?:["\s,]|$)/.exec(content)?.[1]
    if (code === undefined) throw new ImportRefused(`Line ${i + 1} of the code list ${path} begins with no code.`)
    add(code, i + 1)
  })
  if (items.length > 0) add(anyCode, 0)
  return items
}

/** `confidential` for what the practice withholds by its list; else `unknown`, for the extract can't say. */
export function confidentialityOf(concept: Concept, lookup: Lookup): Confidentiality {
  if (lookup(withheldTable, anyCode).length === 0) return 'unknown'
  return concept.codings.some(({ code }) => lookup(withheldTable, code).length > 0) ? 'confidential' : 'unknown'
}
