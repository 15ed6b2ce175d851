/** The list's files, read line by line into rows and rejects. */
import type { SourceItem } from '../contract.ts'
import { ImportRefused } from '../contract.ts'
import type { SourceFile } from '../shared/files.ts'
import { decoded } from '../shared/table.ts'
import { header, isFault, type ListName, listedPatient, listName } from './gpr4.ts'

/** The list of a delivery: its files in their order. */
export interface ListFiles {
  readonly files: readonly SourceFile[]
  readonly ods?: string
}

/**
 * The one list among the files; undefined if there is none.
 * @throws ImportRefused if there are several lists, or a part is missing
 */
export function findList(files: readonly SourceFile[]): ListFiles | undefined {
  const parts = files
    .flatMap(file => {
      const name = listName(file.name)
      return name === undefined ? [] : [{ file, name }]
    })
    .sort((a, b) => a.name.part.localeCompare(b.name.part))
  const [first] = parts
  if (first === undefined) return undefined
  const same = (one: ListName) => one.stem === first.name.stem && one.ods === first.name.ods
  if (!parts.every(({ name }) => same(name))) {
    throw new ImportRefused('The folder holds more than one registration list (GPR4): keep the newest one only.')
  }
  parts.forEach(({ name }, i) => {
    const letter = String.fromCharCode(65 + i)
    if (name.part !== letter) {
      throw new ImportRefused(`The registration list lacks its file ${name.stem}${letter}: put all of its files there.`)
    }
  })
  return { files: parts.map(({ file }) => file), ...(first.name.ods === undefined ? {} : { ods: first.name.ods }) }
}

/** @throws ImportRefused if the list's first file doesn't begin as a list does */
export async function checkHeader(file: SourceFile): Promise<void> {
  for await (const { text } of lines(file, () => {})) {
    if (text === header) return
    break
  }
  throw new ImportRefused(
    `${file.name} doesn't begin with ${header}: it is no registration list (GPR4), fetch it again.`,
  )
}

const longestLine = 4000

interface Line {
  readonly text: string
  readonly number: number
}

/** Lines that aren't blank. One that is longer than any record can be is cut. */
async function* lines(file: SourceFile, read: (bytes: number) => void): AsyncGenerator<Line> {
  let rest = ''
  let number = 0
  for await (const piece of decoded(file, 'utf-8', read)) {
    const split = (rest + piece).split('\n')
    rest = split.pop() ?? ''
    if (rest.length > longestLine) rest = rest.slice(0, longestLine)
    for (const line of split) {
      number += 1
      const text = line.slice(0, longestLine).trim()
      if (text !== '') yield { text, number }
    }
  }
  if (rest.trim() !== '') yield { text: rest.trim(), number: number + 1 }
}

/** Rows of the list, in batches. `saw` is told the GP code of each patient. */
export async function* listItems(
  list: ListFiles,
  read: (bytes: number) => void,
  saw: (gpCode: string) => void,
): AsyncGenerator<readonly SourceItem[]> {
  let done = 0
  const listed = new Set<number>()
  for (const file of list.files) {
    let batch: SourceItem[] = []
    let first: Line | undefined
    const reject = ({ text, number }: Line, reason: string, column?: string) => {
      const at = { file: file.name, line: number }
      batch.push({
        kind: 'reject',
        source: 'microtest',
        at,
        ...(column === undefined ? {} : { column }),
        reason,
        row: text,
      })
    }
    for await (const line of lines(file, bytes => read(done + bytes))) {
      if (line.text === header) continue
      if (line.text.startsWith('DOW~1~')) {
        if (first !== undefined) reject(first, 'its second record (DOW~2) is missing')
        first = line
      } else if (line.text.startsWith('DOW~2~')) {
        if (first === undefined) {
          reject(line, 'its first record (DOW~1) is missing')
          continue
        }
        const found = listedPatient(first.text, line.text)
        const both = { text: `${first.text}\n${line.text}`, number: first.number }
        if (isFault(found)) reject(both, found.reason, found.column)
        else if (listed.has(Number(found.NhsNumber))) {
          reject(both, 'the list has this NHS number twice', 'NhsNumber')
        } else {
          listed.add(Number(found.NhsNumber))
          const key = `nhs:${found.NhsNumber ?? ''}`
          if (found.GpCode !== undefined) saw(found.GpCode)
          batch.push({
            kind: 'upsert',
            source: 'microtest',
            row: { table: 'GPR4', key, owner: key, shared: false, columns: found },
            at: { file: file.name, line: first.number },
          })
        }
        first = undefined
      } else {
        reject(line, 'neither a DOW~1 nor a DOW~2 record')
      }
      if (batch.length >= 500) {
        yield batch
        batch = []
      }
    }
    if (first !== undefined) reject(first, 'its second record (DOW~2) is missing')
    if (batch.length > 0) yield batch
    done += file.size
  }
}
