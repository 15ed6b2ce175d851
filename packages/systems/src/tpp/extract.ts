/** Opening an extract: which files there are, whether they are sound, and for which practice. */
import { basename } from 'node:path'
import { isLocalDate, londonDay } from '@gpc/fhir'
import { type ClinicalSystem, type Delivery, ImportRefused, type OpenOptions, type SourceItem } from '../contract.ts'
import { type SourceFile, sourceFiles } from '../shared/files.ts'
import { checkSwitches, optionItems, optionTable } from '../shared/options.ts'
import { readHeader, readTable } from '../shared/table.ts'
import { appointmentTable, rotasOption } from './appointments.ts'
import { encoding, fileItems, layoutOf, type OtherPractices, organisationTable, profileStaffTable } from './files.ts'
import { areaTables, coreTables, type TppTable, tppTables } from './layout.ts'
import { type ManifestEntry, readManifest } from './manifest.ts'
import { readWithheldCodes, withheldTable } from './withheld.ts'

interface TableFile {
  readonly table: TppTable
  readonly file: SourceFile
  readonly whole: boolean
}

/** Files that every extract has and the manifest doesn't name. */
const unlisted: ReadonlySet<string> = new Set(['SRManifest', 'SRMapping', 'SRMappingGroup'])

const inferences = [
  'SystmOne does not mark private entries in this extract: their confidentiality is unknown; --option withhold-codes=FILE withholds a list of codes.',
  'An NHS number counts as verified where SpineMatched is TRUE (inferred).',
  'Allergies recorded as codes count as drug allergies where the extract cannot tell (STR-ALG-08); an ended repeat counts as completed, for no reason comes with it.',
  "A consultation's items stand in the order of entry, a code of a declined vaccination is one not given, and several rows of a problem are one that was opened again (all inferred).",
]

/**
 * Opens an extract. @throws ImportRefused if the manifest or a file that it names is missing, a header lacks a column that is read, or no
 * row is for the practice
 */
export async function openExtract(
  path: string,
  options: OpenOptions,
  knownOptions: ClinicalSystem['options'],
): Promise<Delivery> {
  const { ods } = options
  checkSwitches(options.options, knownOptions, ['withhold-codes'])
  const notices: string[] = [...inferences]
  const files = await extractFiles(path, notices)
  const manifest = await readManifest(needed(files, 'SRManifest', path))
  needed(files, 'SRMapping', path)
  if (!files.has('SRMappingGroup')) {
    notices.push('SRMappingGroup.csv is missing; nothing is read from it, so the import goes on.')
  }
  for (const { table } of manifest) needed(files, table, path)
  const tables = tableFiles(files, manifest, options.mode)
  passedOver(files, notices)
  await checkHeaders(tables, notices)
  if (tables.every(({ table, whole }) => whole || unlisted.has(table.name))) checkCore(tables, notices)
  await checkPractice(tables, ods)
  const listPath = options.options.get('withhold-codes')
  const first = [
    ...optionItems('tpp', options.options, Object.keys(knownOptions), [rotasOption]),
    ...(listPath === undefined ? [] : await readWithheldCodes(listPath)),
  ]
  const wholeTables = tables.filter(({ whole }) => whole).map(({ table }) => table.name)
  return {
    notices,
    bytes: tables.reduce((sum, { file }) => sum + file.size, 0),
    whole: [
      optionTable,
      ...wholeTables,
      ...(wholeTables.includes('SRStaffMemberProfile') ? [profileStaffTable] : []),
      ...(wholeTables.includes('SROrganisation') ? [organisationTable] : []),
      ...(listPath === undefined ? [] : [withheldTable]),
    ].map(table => ({ source: 'tpp' as const, table })),
    ...bookDayOf(tables, manifest),
    chain: manifest.flatMap(({ table, from, to }) =>
      to === undefined ? [] : [{ table, to, ...(from === undefined || options.mode === 'bulk' ? {} : { from }) }],
    ),
    items: read => items(tables, ods, first, notices, read),
  }
}

/** The day up to which the extract holds appointments, if it has their file. */
function bookDayOf(tables: readonly TableFile[], manifest: readonly ManifestEntry[]): Pick<Delivery, 'bookDay'> {
  if (!tables.some(one => one.table.name === appointmentTable)) return {}
  const to = manifest.find(one => one.table === appointmentTable)?.to ?? ''
  const day = `${to.slice(0, 4)}-${to.slice(4, 6)}-${to.slice(6, 8)}`
  return { bookDay: isLocalDate(day) ? day : londonDay() }
}

async function extractFiles(path: string, notices: string[]): Promise<ReadonlyMap<string, SourceFile>> {
  const found = await sourceFiles(path)
  const part = found.find(({ name }) => /\.z\d\d$/i.test(name))
  if (part !== undefined) {
    throw new ImportRefused(`${part.name} is part of a divided zip: unpack the extract and give its folder.`)
  }
  const files = new Map<string, SourceFile>()
  const foreign: string[] = []
  for (const file of found) {
    const table = /^(SR\w+)\.csv$/i.exec(file.name)?.[1]
    if (table === undefined) {
      foreign.push(file.name)
      continue
    }
    if (files.has(table)) throw new ImportRefused(`${file.name} is there twice: give the folder of one extract only.`)
    files.set(table, file)
  }
  if (foreign.length > 0) notices.push(`Passed over, for they are no SR files: ${listed(foreign)}.`)
  return files
}

const listed = (names: readonly string[]): string =>
  names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ')

function needed(files: ReadonlyMap<string, SourceFile>, table: string, path: string): SourceFile {
  const file = files.get(table)
  if (file !== undefined) return file
  if (table === 'SRManifest') {
    throw new ImportRefused(
      `There is no SRManifest.csv in ${basename(path)}: give the folder that a SystmOne extract was unpacked to.`,
    )
  }
  throw new ImportRefused(`${table}.csv is missing from the extract: fetch it again, whole.`)
}

function tableFiles(
  files: ReadonlyMap<string, SourceFile>,
  manifest: readonly ManifestEntry[],
  mode: OpenOptions['mode'],
): readonly TableFile[] {
  const entries = new Map(manifest.map(entry => [entry.table, entry]))
  return tppTables.flatMap(table => {
    const file = files.get(table.name)
    if (file === undefined) return []
    const entry = entries.get(table.name)
    if (entry === undefined && !unlisted.has(table.name) && mode === undefined) {
      throw new ImportRefused(
        `SRManifest.csv doesn't name ${table.name}.csv, so it can't be told whether it is whole: give --mode, or fetch the extract again.`,
      )
    }
    const whole = !unlisted.has(table.name) && (mode === undefined ? entry?.delta === false : mode === 'bulk')
    return [{ table, file, whole }]
  })
}

function passedOver(files: ReadonlyMap<string, SourceFile>, notices: string[]): void {
  const known = new Set([...tppTables.map(({ name }) => name), ...unlisted])
  const others = [...files.keys()].filter(name => !known.has(name))
  if (others.length > 0) notices.push(`Passed over, for their columns aren't known: ${listed(others)}.`)
}

async function checkHeaders(tables: readonly TableFile[], notices: string[]): Promise<void> {
  const unknown: string[] = []
  for (const { table, file } of tables) {
    const columns = await refusing(file, () => readHeader(file, layoutOf(table), encoding))
    const more = columns.filter(name => name === '').length
    if (more > 0) unknown.push(`${table.name} (${more})`)
  }
  if (unknown.length > 0) notices.push(`Columns that this reader doesn't know are passed over: ${listed(unknown)}.`)
}

/** A file that breaks while it is read (a damaged zip) refuses the import. */
async function refusing<T>(file: SourceFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ImportRefused) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new ImportRefused(`${file.name} can't be read (${reason}): fetch the extract again.`)
  }
}

function checkCore(tables: readonly TableFile[], notices: string[]): void {
  const there = new Set(tables.map(({ table }) => table.name))
  if (!there.has('SRPatient')) return
  const missing = coreTables.filter(name => !there.has(name))
  if (missing.length > 0) {
    throw new ImportRefused(
      `The extract is whole, but lacks ${missing.join(', ')}: fetch it again with these, or the record would be misread.`,
    )
  }
  const areas = areaTables.filter(name => !there.has(name))
  if (areas.length > 0) {
    notices.push(
      `The extract is whole, but lacks ${areas.join(', ')}: the record will look as if there were no such entries.`,
    )
  }
}

/** A row of the practice must be there: in the patients' file if that is whole, anywhere if the extract brings changes only. */
async function checkPractice(tables: readonly TableFile[], ods: string): Promise<void> {
  const split = tables.filter(({ table }) => table.owner.by === 'patient')
  const patients = split.find(({ table }) => table.name === 'SRPatient')
  const order = [...(patients === undefined ? [] : [patients]), ...split.filter(one => one !== patients)]
  const others = new Set<string>()
  for (const one of order) {
    if (await refusing(one.file, () => names(one, ods, others))) return
    if (one === patients && one.whole) break
  }
  if (others.size > 0) {
    throw new ImportRefused(
      `The extract is for ${listed([...others].sort())}, not for ${ods}: give the folder of ${ods}, or the right --practice.`,
    )
  }
  if (patients?.whole === true) {
    throw new ImportRefused('SRPatient.csv is whole and has no patient in it: fetch the extract again.')
  }
}

/** True if a file has a row of the practice; practices that it has rows of are noted. */
async function names({ table, file }: TableFile, ods: string, others: Set<string>): Promise<boolean> {
  for await (const batch of readTable(file, { kind: 'header', layout: layoutOf(table) }, 'tpp', encoding, () => {})) {
    for (const row of batch) {
      if ('kind' in row) continue
      const practice = row.cells.IDOrganisationVisibleTo
      if (practice === ods) return true
      if (practice !== undefined && others.size < 1000) others.add(practice)
    }
  }
  return false
}

async function* items(
  tables: readonly TableFile[],
  ods: string,
  first: readonly SourceItem[],
  notices: string[],
  read: (bytes: number) => void,
): AsyncGenerator<readonly SourceItem[]> {
  const others: OtherPractices = new Map()
  let done = 0
  if (first.length > 0) yield first
  for (const { table, file } of tables) {
    yield* fileItems(table, file, ods, others, bytes => read(done + bytes))
    done += file.size
    read(done)
  }
  if (others.size > 0) {
    const counts = [...others].sort().map(([practice, rows]) => `${practice} (${rows})`)
    notices.push(`Rows of other practices passed over: ${listed(counts)}.`)
  }
}
