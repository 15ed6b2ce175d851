/** Which practice of the delivery is meant, and whether it may be read: Admin_Organisation and Agreements_SharingOrganisation. */
import { ImportRefused, type OpenOptions } from '../contract.ts'
import { type Cells, readTable } from '../shared/table.ts'
import { plainGuid } from './check.ts'
import { aliases, type EmisTable } from './columns.ts'
import type { EmisFile, EmisFiles } from './files.ts'

export interface OwnPractice {
  /** OrganisationGuid, in capitals without braces. */
  readonly guid: string
  /** True if the sharing agreement has one practice only: then a row without OrganisationGuid is its. */
  readonly alone: boolean
  readonly notices: readonly string[]
}

/** A table's header as the shared table reader takes it. */
export function layoutOf(table: EmisTable) {
  const names = (required: boolean) => table.columns.filter(one => one.required === required).map(one => one.name)
  return { table: table.name, required: names(true), optional: names(false), aliases }
}

/**
 * Finds the practice by its ODS code: in the delivery, in what earlier imports left, or as the operator says.
 * @throws ImportRefused if the delivery isn't for the practice, or the practice's feed is switched off
 */
export async function ownPractice(files: EmisFiles, options: OpenOptions): Promise<OwnPractice> {
  const ods = options.ods.toUpperCase()
  const organisations = await latest(files, 'Admin_Organisation')
  const agreements = await latest(files, 'Agreements_SharingOrganisation')
  const shown = (guid: string) => organisations.get(guid)?.ODSCode ?? `{${guid}}`
  const has = (columns: Cells) => columns.ODSCode?.trim().toUpperCase() === ods
  const named = [...organisations].filter(([, columns]) => has(columns)).map(([guid]) => guid)
  const known = ((await options.stored?.('emis', 'Admin_Organisation')) ?? []).filter(row => has(row.columns))
  const given = givenGuid(options)
  const candidates = [...new Set([...named, ...known.map(row => row.key), ...(given === undefined ? [] : [given])])]
  const guid = candidates.find(one => agreements.has(one)) ?? candidates[0]
  if (guid === undefined || (given !== undefined && given !== guid)) {
    const there = [...agreements.keys()].map(shown).join(', ')
    throw new ImportRefused(
      guid !== undefined
        ? `The delivery says that ${ods} is {${guid}}, not {${given}}: leave the option organisation out.`
        : `The delivery doesn't say which practice ${ods} is (it is of ${there || 'no practice'}): give the delivery that is, or --option organisation=GUID if you know that it is in this one.`,
    )
  }
  const notices = agreementNotices(ods, agreements, guid, options)
  const others = [...agreements.keys()].filter(one => one !== guid)
  if (others.length > 0) {
    notices.push(
      `The delivery is of ${others.length + 1} practices; of ${others.map(shown).join(', ')} nothing is read.`,
    )
  }
  return { guid, alone: agreements.size === 1 && agreements.has(guid), notices }
}

function givenGuid({ options }: OpenOptions): string | undefined {
  const text = options.get('organisation')
  if (text === undefined) return undefined
  const guid = plainGuid(text)
  if (guid === undefined) throw new ImportRefused(`The option organisation takes the OrganisationGuid, not ${text}.`)
  return guid
}

function agreementNotices(
  ods: string,
  agreements: ReadonlyMap<string, Cells>,
  guid: string,
  { mode }: OpenOptions,
): string[] {
  const agreement = agreements.get(guid)
  const is = (column: string) => agreement?.[column]?.trim().toLowerCase() === 'true'
  if (is('Disabled')) {
    throw new ImportRefused(
      `EMIS has switched the feed of ${ods} off (Disabled in Agreements_SharingOrganisation), so its deletions mean nothing: wait for the next bulk delivery.`,
    )
  }
  if (is('Deleted') || (agreement !== undefined && !is('IsActivated'))) {
    throw new ImportRefused(
      `${ods} doesn't share its record in this agreement (Agreements_SharingOrganisation): have it activated in EMIS Web first.`,
    )
  }
  if (agreement !== undefined) return []
  if (mode === 'bulk') {
    throw new ImportRefused(`${ods} is no part of this sharing agreement: a bulk import would delete all that it has.`)
  }
  return [`Agreements_SharingOrganisation doesn't name ${ods}: whether it shares its record can't be seen.`]
}

/** The last row of each organisation; rows that can't be read are passed over here, and rejected when the table is read. */
async function latest(files: EmisFiles, table: string): Promise<Map<string, Cells>> {
  const found = new Map<string, { cells: Cells; order: number }>()
  for (const file of files.extracts.flat().filter(one => one.table.name === table)) {
    for await (const cells of rowsOf(file)) {
      const guid = plainGuid(cells.OrganisationGuid ?? '')
      const order = Number(cells.ProcessingId ?? 0)
      if (guid !== undefined && !(order < (found.get(guid)?.order ?? 0))) found.set(guid, { cells, order })
    }
  }
  return new Map([...found].map(([guid, { cells }]) => [guid, cells]))
}

async function* rowsOf({ file, table }: EmisFile): AsyncGenerator<Cells> {
  const heading = { kind: 'header', layout: layoutOf(table) } as const
  for await (const batch of readTable(file, heading, 'emis', 'utf-8', () => {})) {
    for (const row of batch) if (!('kind' in row)) yield row.cells
  }
}
