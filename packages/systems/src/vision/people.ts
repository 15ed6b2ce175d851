/** Cells that patients, staff and practices share: sex, staff ids, addresses, telephones. */
import type { Address, Contact, Patient } from '@gpc/clinical'
import type { Cells } from '../shared/table.ts'

/** Sex by its first letter; what isn't M, F or I is unknown. */
export function genderOf(sex: string | undefined): Patient['gender'] {
  const letter = sex?.trim().slice(0, 1).toUpperCase()
  return letter === 'M' ? 'male' : letter === 'F' ? 'female' : letter === 'I' ? 'other' : 'unknown'
}

/** A staff id without the decorations `:STAFF:` and `:EXT_STAFF:` (the latter has more after a comma). */
export function staffKey(cell: string | undefined): string | undefined {
  if (cell === undefined) return undefined
  const external = cell.includes(':EXT_STAFF:')
  const bare = cell.replace(/:(EXT_)?STAFF:/, '')
  const key = (external ? (bare.split(',')[0] ?? '') : bare).trim()
  return key === '' ? undefined : key
}

/** ADDRESS_1 to ADDRESS_5 (4 the town, 5 the county), else ADDRESS, which is the same joined by pipes. */
export function addressOf(cells: Cells, use?: 'home' | 'work'): Address | undefined {
  const columns = ['ADDRESS_1', 'ADDRESS_2', 'ADDRESS_3', 'ADDRESS_4', 'ADDRESS_5'].map(name => cells[name] ?? '')
  const parts = columns.some(part => part !== '') ? columns : (cells.ADDRESS ?? '').split('|')
  const [one = '', two = '', three = '', city = '', county = '', ...more] = parts.map(part => part.trim())
  const postcode = cells.POSTCODE
  const lines = [one, two, three, ...more].filter(line => line !== '')
  if (lines.length === 0 && city === '' && county === '' && postcode === undefined) return undefined
  return {
    ...(use === undefined ? {} : { use }),
    lines,
    ...(city === '' ? {} : { city }),
    ...(county === '' ? {} : { county }),
    ...(postcode === undefined ? {} : { postcode }),
  }
}

/** Contacts out of columns, in the order given. */
export function contactsOf(
  cells: Cells,
  columns: readonly (readonly [column: string, system: Contact['system'], use?: Contact['use']])[],
): readonly Contact[] {
  return columns.flatMap(([column, system, use]) => {
    const value = cells[column]
    return value === undefined ? [] : [{ system, value, ...(use === undefined ? {} : { use }) }]
  })
}
