/** The custom extract: registration history and original terms; tab-separated, without header, quotes or escapes. */
import { isLocalDate } from '@gpc/fhir'
import type { SourceItem } from '../contract.ts'
import type { SourceFile } from '../shared/files.ts'
import { decoded } from '../shared/table.ts'
import { plainGuid } from './check.ts'
import type { CustomKind } from './files.ts'

export const originalTermTable = 'Custom_OriginalTerm'
export const registrationHistoryTable = 'Custom_RegistrationHistory'

/** Why a row of a patient whom the same delivery deletes isn't taken. */
export const ofGonePatient = 'belongs to a patient whom this delivery deletes'

const longestLine = 1_000_000

/** Reads a file of the custom extract; rows of other practices are left out, those of patients who are `gone` rejected. */
export async function* customItems(
  { file, kind }: { readonly file: SourceFile; readonly kind: CustomKind },
  practice: { readonly guid: string; readonly ods: string; readonly gone: ReadonlySet<string> },
  read: (bytes: number) => void,
): AsyncGenerator<readonly SourceItem[]> {
  const take = kind === 'original terms' ? originalTerm(practice.ods.toUpperCase()) : registration(practice.guid)
  let text = ''
  let line = 1
  for await (const piece of withEnd(decoded(file, 'utf-8', read))) {
    const lines = (text + piece).split('\n')
    text = (lines.pop() ?? '').slice(0, longestLine + 1)
    const items = lines.flatMap((one, i) =>
      itemOf(one.replace(/\r$/, ''), { file: file.name, line: line + i }, take, practice.gone),
    )
    line += lines.length
    yield items
  }
}

async function* withEnd(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) yield piece
  yield '\n'
}

type Found =
  | { readonly table: string; readonly key: string; readonly owner: string; readonly columns: Record<string, string> }
  | { readonly column: string; readonly reason: string }
  | 'other practice'

function itemOf(
  text: string,
  at: SourceItem['at'],
  take: (cells: readonly string[]) => Found,
  gone: ReadonlySet<string>,
): SourceItem[] {
  if (text === '') return []
  const reject = (reason: string) => [{ kind: 'reject', source: 'emis', at, reason, row: text } as const]
  if (text.length > longestLine) return reject(`longer than ${longestLine} characters`)
  if (text.includes('\ufffd') || text.includes('\u0000')) return reject("bytes that aren't utf-8 text")
  const found = take(text.split('\t'))
  if (found === 'other practice') return []
  if ('reason' in found) return [{ kind: 'reject', source: 'emis', at, ...found, row: text }]
  if (gone.has(found.owner)) return reject(ofGonePatient)
  return [{ kind: 'upsert', source: 'emis', row: { ...found, shared: false }, at }]
}

function originalTerm(ods: string) {
  return ([, practice = '', patient = '', observation = '', ...rest]: readonly string[]): Found => {
    if (rest.length === 0) return { column: 'OriginalTerm', reason: 'fewer than 5 fields' }
    if (practice.trim().toUpperCase() !== ods) return 'other practice'
    const owner = plainGuid(patient)
    const key = plainGuid(observation)
    if (owner === undefined) return { column: 'PatientGuid', reason: "isn't a GUID" }
    if (key === undefined) return { column: 'ObservationGuid', reason: "isn't a GUID" }
    return { table: originalTermTable, key, owner, columns: { OriginalTerm: rest.join('\t') } }
  }
}

function registration(organisation: string) {
  return ([practice = '', patient = '', date = '', status = '', type = '', order]: readonly string[]): Found => {
    if (order === undefined) return { column: 'ProcessingOrder', reason: 'fewer than 6 fields' }
    const own = plainGuid(practice)
    if (own === undefined) return { column: 'OrganisationGuid', reason: "isn't a GUID" }
    if (own !== organisation) return 'other practice'
    const owner = plainGuid(patient)
    if (owner === undefined) return { column: 'PatientGuid', reason: "isn't a GUID" }
    const day = `${date.slice(6, 10)}-${date.slice(3, 5)}-${date.slice(0, 2)}`
    if (!/^\d\d\/\d\d\/\d{4}$/.test(date) || !isLocalDate(day)) {
      return { column: 'Date', reason: "isn't a day of the calendar written dd/MM/yyyy" }
    }
    const columns = { Date: day, RegistrationStatus: status, RegistrationType: type, ProcessingOrder: order }
    return { table: registrationHistoryTable, key: `${owner}/${day}/${order}`, owner, columns }
  }
}
