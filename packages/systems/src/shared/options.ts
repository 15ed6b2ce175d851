/**
 * What the operator has switched on for an import, kept as rows, so that `assemble` and `directory` stay pure and a record that is
 * rendered again later reads as it was imported. Each import says all of its options again: the table is whole in every delivery.
 */
import type { SourceName } from '@gpc/clinical'
import { ImportRefused, type Lookup, type SourceItem, type SourceRow } from '../contract.ts'

export const optionTable = 'Import_Option'

/**
 * Checks the options that are switches. @throws ImportRefused for a name that the system doesn't have, or a value other than on or off
 */
export function checkSwitches(
  given: ReadonlyMap<string, string>,
  known: Readonly<Record<string, string>>,
  others: readonly string[] = [],
): void {
  for (const [name, value] of given) {
    if (!(name in known)) {
      throw new ImportRefused(`There is no option ${name}: choose among ${Object.keys(known).join(', ')}.`)
    }
    if (!others.includes(name) && value !== 'on' && value !== 'off') {
      throw new ImportRefused(`The option ${name} is on or off, not ${value}.`)
    }
  }
}

/** A row for each option that is on: shared ones for `assemble`, practice rows for `directory`. */
export function optionItems(
  source: SourceName,
  options: ReadonlyMap<string, string>,
  forAssemble: readonly string[],
  forDirectory: readonly string[],
): SourceItem[] {
  const item = (name: string, shared: boolean): SourceItem => ({
    kind: 'upsert',
    source,
    row: {
      table: optionTable,
      key: shared ? name : `${name} (directory)`,
      owner: shared ? name : '',
      shared,
      columns: { name },
    },
    at: { file: 'options', line: 1 },
  })
  const on = (name: string) => options.get(name) === 'on'
  return [
    ...forAssemble.filter(on).map(name => item(name, true)),
    ...forDirectory.filter(on).map(name => item(name, false)),
  ]
}

/** For `assemble`: true if the option was on when the practice was last imported. */
export function optionOn(lookup: Lookup, name: string): boolean {
  return lookup(optionTable, name).length > 0
}

/** For `directory`: the same, from the practice's rows of `optionTable`. */
export function directoryOptionOn(rows: readonly SourceRow[], name: string): boolean {
  return rows.some(row => row.columns.name === name)
}
