/** What an import did, for people. Pure. */
import { basename } from 'node:path'
import type { ImportResult } from '@gpc/intake'
import type { Practice } from '@gpc/store'
import { duration, number, type Paint, plain } from '../text.ts'

type Count = Exclude<keyof ImportResult, 'notices' | 'seconds'>

const lines: readonly (readonly [key: Count, title: string, hint?: (ods: string) => string])[] = [
  ['rows', 'Rows read'],
  ['inserted', 'inserted'],
  ['updated', 'updated'],
  ['deleted', 'deleted'],
  ['unchanged', 'unchanged'],
  ['rejected', 'Rows rejected', ods => `gpc rejects --practice ${ods}`],
  ['unreadable', 'Entries unreadable', ods => `gpc rejects --practice ${ods}`],
  ['patients', 'Patients rendered'],
  ['waiting', 'of them without demographics yet', ods => `gpc rejects --practice ${ods}`],
  ['entries', 'Entries rendered'],
  ['withheld', 'of them withheld', ods => `gpc withheld --practice ${ods}`],
]

/** The summary of an import, with where to look at what needs a look. */
export function importReport(path: string, { ods, name }: Practice, result: ImportResult, paint: Paint): string {
  const width = Math.max(...lines.map(([, title]) => title.length)) + 2
  const rows = lines.map(([key, title, hint]) => {
    const value = result[key]
    const name = (/^[A-Z]/.test(title) ? title : `  ${title}`).padEnd(width)
    const text = `  ${name}  ${number(value).padStart(12)}`
    const attention = hint !== undefined && value > 0
    return attention ? `${paint('yellow', text)}   ${hint(ods)}` : text
  })
  const rate = result.seconds > 0 ? result.rows / result.seconds : 0
  const speed = rate >= 1 ? `, ${number(rate)} rows a second` : ''
  const notices = result.notices.map(text => `  ${paint('yellow', 'note:')} ${plain(text)}`)
  const head = paint('bold', `${plain(basename(path))} is imported into ${ods} ${plain(name)}`)
  return [head, ...notices, ...rows, `  ${'Time'.padEnd(width)}  ${duration(result.seconds).padStart(12)}${speed}`]
    .map(line => `${line}\n`)
    .join('')
}
