/** What every row of the journal has: key, dates, people, consultation. */
import type { Entry } from '@gpc/clinical'
import { type ClinicalDate, londonInstant } from '@gpc/fhir'
import type { Lookup, SourceRow } from '../contract.ts'
import type { Cells } from '../shared/table.ts'
import { dayOf, visionTime } from './files.ts'
import { staffKey } from './people.ts'

/** DATE, with TIME where that is a time of day (9999 isn't). */
export function eventDate(cells: Cells): ClinicalDate | undefined {
  const day = dayOf(cells, 'DATE')
  const time = visionTime(cells.TIME ?? '')
  return day !== undefined && time !== undefined ? londonInstant(day, time) : day
}

/**
 * The common part of an entry. Vision's extract has no mark of confidential entries: `unknown`. Its one member of staff is taken for
 * the clinician and for who recorded it.
 */
export function entryOf(row: SourceRow, lookup: Lookup): Entry {
  const cells = row.columns
  const recorded = dayOf(cells, 'RECORDED_DATE')
  const clinician = clinicianOf(cells, lookup)
  const encounter = encounterOf(cells)
  return {
    source: 'vision',
    key: `journal:${row.key}`,
    confidentiality: 'unknown',
    ...(recorded === undefined ? {} : { recorded }),
    ...(clinician === undefined ? {} : { clinician, recorder: clinician }),
    ...(encounter === undefined ? {} : { encounter }),
  }
}

/** HCP is the key of a member of staff; the test pack's HCP_CODE is a GMP code, kept as it is if no member of staff has it. */
function clinicianOf(cells: Cells, lookup: Lookup): string | undefined {
  const code = cells.HCP_CODE
  if (code !== undefined) return lookup('staff_gmp', code)[0]?.columns.ID ?? code
  return staffKey(cells.HCP)
}

/** LINKS is `E501|601|…`: an encounter's id after an E, and problems' ids, of the same patient. */
function encounterOf(cells: Cells): string | undefined {
  const link = (cells.LINKS ?? '').split('|').find(one => /^E\S/.test(one.trim()))
  return link === undefined ? undefined : `encounter:${cells.PID}:${link.trim().slice(1)}`
}

/** `Label: value` for each column that is filled. */
export function labelled(cells: Cells, labels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(labels).flatMap(([column, label]) => {
    const value = cells[column]
    return value === undefined ? [] : [`${label}: ${value}`]
  })
}
