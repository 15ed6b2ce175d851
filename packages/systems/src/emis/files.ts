/** The files of a delivery by their names, `{ids}_{Schema}_{Table}_{yyyyMMddHHmmss}_{SharingAgreementGuid}.csv`, in the order of their rows. */
import { basename } from 'node:path'
import { ImportRefused } from '../contract.ts'
import { type SourceFile, sourceFiles } from '../shared/files.ts'
import { type EmisTable, emisTables, tablesByFileName } from './columns.ts'

export interface EmisFile {
  readonly file: SourceFile
  readonly table: EmisTable
  /** First and last processing id; the same if there is one. */
  readonly first: number
  readonly last: number
  readonly stamp: string
}

export type CustomKind = 'registration history' | 'original terms'

export interface EmisFiles {
  /** Extracts in the order of their processing ids, each with its tables in the order that they take effect. */
  readonly extracts: readonly (readonly EmisFile[])[]
  /** Files of the custom extract. */
  readonly custom: readonly { readonly file: SourceFile; readonly kind: CustomKind }[]
  /** Names of files that are neither. */
  readonly others: readonly string[]
}

const namePattern = /^(\d{1,15})(?:-(\d{1,15}))?_([a-z]+_[a-z]+)_(\d{14})_\{?([0-9a-f-]{36})\}?\.csv$/i

/**
 * Looks at the files of a folder, a zip or several zips in a folder.
 * @throws ImportRefused if they are encrypted, packed, of two sharing agreements, not of EMIS, or a table is missing
 */
export async function emisFiles(path: string): Promise<EmisFiles> {
  const files: EmisFile[] = []
  const custom: { file: SourceFile; kind: CustomKind }[] = []
  const others: string[] = []
  const agreements = new Set<string>()
  for (const file of await sourceFiles(path)) {
    if (/\.(gpg|pgp)$/i.test(file.name)) {
      throw new ImportRefused(
        `${file.name} is encrypted: decrypt the delivery first, then give the folder of its .csv files.`,
      )
    }
    const [, first = '', last = first, name = '', stamp = '', agreement = ''] = namePattern.exec(file.name) ?? []
    const table = tablesByFileName.get(name.toLowerCase())
    const kind = customKind(file.name)
    if (table !== undefined) {
      agreements.add(agreement.toUpperCase())
      files.push({ file, table, first: Number(first), last: Number(last), stamp })
    } else if (kind !== undefined) {
      custom.push({ file, kind })
    } else {
      others.push(file.name)
    }
  }
  const place = basename(path)
  if (files.length === 0) {
    throw new ImportRefused(
      `${place} holds no files of the EMIS extract: give the folder with files such as 291_Admin_Patient_20260113020000_….csv.`,
    )
  }
  if (agreements.size > 1) {
    throw new ImportRefused(
      `${place} holds extracts of ${agreements.size} sharing agreements: import each from a folder of its own.`,
    )
  }
  const missing = emisTables.filter(table => table.needed && !files.some(file => file.table === table))
  if (missing.length > 0) {
    throw new ImportRefused(`${place} lacks ${missing.map(table => table.name).join(', ')}: fetch the whole delivery.`)
  }
  return { extracts: extractsOf(files), custom, others }
}

function customKind(name: string): CustomKind | undefined {
  if (!/\.(txt|7z)$/i.test(name)) return undefined
  const kind = /RegistrationHistory|RegistrationStatusHistory/i.test(name)
    ? 'registration history'
    : /OriginalTerm/i.test(name)
      ? 'original terms'
      : undefined
  if (kind !== undefined && /\.7z$/i.test(name)) {
    throw new ImportRefused(`${name} is packed: unpack it first, or take it out of the folder.`)
  }
  return kind
}

/** One extract where each table has one file; else files of the same processing ids belong together. */
function extractsOf(files: readonly EmisFile[]): EmisFile[][] {
  const order = new Map(emisTables.map((table, i) => [table, i]))
  const several = new Set(files.map(file => file.table)).size < files.length
  const groups = Map.groupBy(files, file => (several ? `${file.first}-${file.last}` : ''))
  return [...groups.values()]
    .sort(([a], [b]) => (a?.first ?? 0) - (b?.first ?? 0) || (a?.last ?? 0) - (b?.last ?? 0))
    .map(group =>
      group.sort(
        (a, b) =>
          (order.get(a.table) ?? 0) - (order.get(b.table) ?? 0) || (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0),
      ),
    )
}
