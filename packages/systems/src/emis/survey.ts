/** Whether a delivery looks like a bulk: the extract doesn't say. It only ever leads to a notice. */
import type { CheckedRow } from './check.ts'
import { hashOf } from './order.ts'

export interface Survey {
  count(table: string, row: CheckedRow): void
  notices(mode: 'bulk' | 'delta'): readonly string[]
}

const bits = 1 << 24

/**
 * Counts as the public consumer does: nobody and no observation deleted, every observation's patient there, at least 1,000 patients
 * and 4,000 observations. The patients are remembered as bits of a hash: 2 MB for however many.
 */
export function survey(): Survey {
  const seen = new Uint8Array(bits / 8)
  let patients = 0
  let observations = 0
  let deletions = 0
  let strangers = 0
  return {
    count(table, { deleted, owner }) {
      if (table !== 'Admin_Patient' && table !== 'CareRecord_Observation') return
      if (deleted) {
        deletions += 1
        return
      }
      const at = hashOf(owner) % bits
      const mask = 1 << (at & 7)
      if (table === 'Admin_Patient') {
        patients += 1
        seen[at >> 3] = (seen[at >> 3] ?? 0) | mask
      } else {
        observations += 1
        if (((seen[at >> 3] ?? 0) & mask) === 0) strangers += 1
      }
    },
    notices(mode) {
      const likeBulk = deletions === 0 && strangers === 0 && patients >= 1000 && observations >= 4000
      if (mode === 'delta' && likeBulk) {
        return [
          `It looks like a bulk delivery (${patients} patients, ${observations} observations, nothing deleted) and was read as changes: if it holds all that the practice has, import it again with --mode bulk.`,
        ]
      }
      if (mode === 'bulk' && deletions + strangers > 0) {
        return [
          `It was read as a bulk and looks like changes (${deletions} patients or observations deleted, ${strangers} observations of patients it lacks): what it doesn't name has been deleted.`,
        ]
      }
      return []
    },
  }
}
