/** One clinical area as a section: its heading, what is withheld or missing, what it holds, what only a link brought. Pure. */
import type { RecordArea, RecordList } from '@gpc/client'
import type { Paint } from '../text.ts'
import { visible, wrap } from './layout.ts'

export interface Section {
  readonly title: string
  readonly remark?: string
  /** One block an entry. */
  readonly blocks: readonly (readonly string[])[]
  /** Blank lines between blocks. */
  readonly loose?: boolean
  readonly count?: number
  /** Lines that stand before the entries: what is withheld or missing. */
  readonly remarks?: readonly string[]
}

/** A heading with how many entries it has, and the entries. */
export function sectionLines(
  { title, remark, blocks, loose = true, count = blocks.length, remarks = [] }: Section,
  paint: Paint,
  width: number,
): string[] {
  const words = remark === undefined || count === 0 ? String(count) : `${count}, ${remark}`
  const isLong = `${title} (${words})`.length > width
  return [
    `${paint(['bold', 'underline'], title)}${paint('dim', ` (${isLong ? count : words})`)}`,
    ...(isLong ? wrap(remark ?? '', width, '  ').map(line => paint('dim', line)) : []),
    ...remarks,
    ...(loose ? spaced(blocks) : blocks.flat()),
  ]
}

const spaced = (blocks: readonly (readonly string[])[]): string[] =>
  blocks.flatMap((block, i) => (i === 0 ? [...block] : ['', ...block]))

/** What must be said where the area's entries stand: withheld, switched off, or nothing there, in the practice's words. */
export function areaRemarks(
  { list, notReturned, items }: RecordArea<unknown>,
  asked: boolean,
  paint: Paint,
  width: number,
): string[] {
  const loud = (text: string) => wrap(visible(text), width, '  ', '    ').map(line => paint(['bold', 'yellow'], line))
  if (notReturned !== undefined) return loud(`NOT RETURNED: the practice says "${notReturned}".`)
  if (list === undefined) return asked ? loud('NOT RETURNED: the practice sent no list of these.') : []
  return [
    ...(list.warningCodes.includes('confidential-items')
      ? loud('WITHHELD: there are entries that the practice does not give out.')
      : []),
    ...(items.length > 0 || list.entries.length > 0 ? [] : wrap(visible(emptyWords(list)), width, '  ')),
  ]
}

/** What the practice says of a list with nothing in it; that is not the same as "none". */
function emptyWords({ notes, emptyReason }: RecordList): string {
  const words = [...notes, ...(emptyReason === undefined ? [] : [emptyReason])]
  return [...new Set(words)].join('; ') || 'None.'
}
