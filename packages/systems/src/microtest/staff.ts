/** The practice's people and its organisation, out of its list and the agent directories of its messages. */
import type { Directory, Organisation, StaffMember } from '@gpc/clinical'
import type { SourceItem, SourceRow } from '../contract.ts'
import type { Message } from '../gp2gp/message.ts'
import { agentsOf } from '../gp2gp/staff.ts'
import { treeOf } from '../gp2gp/tree.ts'
import { gpKey } from './patients.ts'

/** Rows of the practice. `Gp`: a GP whom the list names, by code. `Agent`: a GP whom a message names, by the same code. */
export const directoryTables = ['Gp', 'Agent', 'Organisation'] as const

/** GPs and organisations seen so far in a delivery; each is kept once. */
export interface Seen {
  readonly rows: Map<string, SourceRow>
}

function add(seen: Seen, table: string, key: string, columns: Readonly<Record<string, string | undefined>>): void {
  if (seen.rows.has(`${table} ${key}`)) return
  const cells: Record<string, string> = {}
  for (const [name, value] of Object.entries(columns)) if (value) cells[name] = value
  seen.rows.set(`${table} ${key}`, { table, key, owner: '', shared: false, columns: cells })
}

/** Remembers the GP of a line of the list. */
export function sawGp(seen: Seen, gpCode: string): void {
  const [national = '', local = ''] = gpCode.split(',').map(one => one.trim())
  add(seen, 'Gp', gpKey(gpCode), { national, local })
}

/** Remembers the practice's own GPs and organisation, as a message of the practice names them. */
export function sawMessage(seen: Seen, message: Message, ods: string): void {
  if (message.author !== ods) return
  const { staff, organisations } = agentsOf(treeOf(`<agents>${message.agents}</agents>`), {
    patient: message.id,
    marks: false,
  })
  for (const { ods: code, name, address, contacts } of organisations) {
    if (code !== ods) continue
    add(seen, 'Organisation', ods, {
      name,
      lines: address?.lines.join('\n'),
      city: address?.city,
      county: address?.county,
      postcode: address?.postcode,
      phone: contacts.find(({ system }) => system === 'phone')?.value,
      email: contacts.find(({ system }) => system === 'email')?.value,
    })
  }
  const others = new Set(organisations.filter(({ ods: code }) => code !== ods).map(({ key }) => key))
  for (const { gmpNumber, name, roles } of staff) {
    const [role] = roles
    if (gmpNumber === undefined || others.has(role?.organisation ?? '')) continue
    add(seen, 'Agent', `GP:${gmpNumber}`, {
      gmp: gmpNumber,
      prefix: name.prefix,
      given: name.given.join(' '),
      family: name.family,
      text: name.text,
      role: role?.name,
      snomed: role?.snomed,
    })
  }
}

export function directoryItems(seen: Seen, file: string): SourceItem[] {
  return [...seen.rows.values()].map(row => ({ kind: 'upsert', source: 'microtest', row, at: { file, line: 1 } }))
}

/** The practice itself, its main surgery (which has the practice's own code), and its GPs. */
export function directoryOf(rows: (table: string) => readonly SourceRow[], ods: string): Directory {
  const organisations = rows('Organisation').map(row => organisationOf(row, ods))
  const agents = new Map(rows('Agent').map(row => [row.key, row]))
  const gps = new Map(rows('Gp').map(row => [row.key, row]))
  const keys = [...new Set([...agents.keys(), ...gps.keys()])].sort()
  return {
    organisations,
    sites: organisations.map(({ key, name, address, contacts }) => ({
      source: 'microtest',
      key: `Site:${ods}`,
      odsSite: ods,
      name,
      organisation: key,
      ...(address === undefined ? {} : { address }),
      contacts,
    })),
    staff: keys.map(key => gpOf(key, agents.get(key)?.columns ?? {}, gps.get(key)?.columns ?? {})),
  }
}

function organisationOf({ columns }: SourceRow, ods: string): Organisation {
  const { name = ods, lines, city, county, postcode, phone, email } = columns
  const place = lines === undefined && postcode === undefined ? undefined : (lines?.split('\n') ?? [])
  return {
    source: 'microtest',
    key: ods,
    ods,
    name,
    ...(place === undefined
      ? {}
      : {
          address: {
            use: 'work',
            lines: place,
            ...(city === undefined ? {} : { city }),
            ...(county === undefined ? {} : { county }),
            ...(postcode === undefined ? {} : { postcode }),
          },
        }),
    contacts: [
      ...(phone === undefined ? [] : [{ system: 'phone', value: phone, use: 'work' } as const]),
      ...(email === undefined ? [] : [{ system: 'email', value: email, use: 'work' } as const]),
    ],
    mainSite: `Site:${ods}`,
  }
}

type Columns = Readonly<Record<string, string>>

/** A GP of whom only the code is known is named by it. */
function gpOf(key: string, agent: Columns, gp: Columns): StaffMember {
  const { prefix, given = '', family, text, role, snomed } = agent
  const gmpNumber = agent.gmp ?? (gp.national === '' ? undefined : gp.national)
  const known = family !== undefined || given !== '' || text !== undefined
  return {
    source: 'microtest',
    key,
    name: {
      ...(prefix === undefined ? {} : { prefix }),
      given: given.split(' ').filter(one => one !== ''),
      ...(family === undefined ? {} : { family }),
      ...(known ? (text === undefined ? {} : { text }) : { text: `GP ${gmpNumber ?? gp.local ?? ''}`.trim() }),
    },
    ...(gmpNumber === undefined ? {} : { gmpNumber }),
    roles:
      role === undefined && snomed === undefined
        ? []
        : [
            {
              key,
              ...(role === undefined ? {} : { name: role }),
              ...(snomed === undefined ? {} : { snomed }),
            },
          ],
  }
}
