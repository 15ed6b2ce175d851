/** Which areas are asked for, in how many requests (STR-OP-20, STR-PAR-20 to 23). Pure. */
import type { ClinicalAreas } from '@gpc/client'
import type { LocalDate } from '@gpc/fhir'

/** The areas that a command line can ask for, in the order shown. */
export const areaNames = [
  'allergies',
  'medication',
  'problems',
  'consultations',
  'investigations',
  'immunisations',
  'uncategorised',
  'referrals',
  'diary',
] as const
export type AreaName = (typeof areaNames)[number]

export interface Query {
  readonly asked: ReadonlySet<AreaName>
  readonly request: ClinicalAreas
}

/**
 * Two requests, if consultations or problems are asked for beside others, as these can't be filtered then: by a first day, and for
 * vaccinations that were not given. `once`: one request without such filters.
 */
export function queries(
  wanted: ReadonlySet<AreaName>,
  from: LocalDate | undefined,
  once = false,
): readonly [Query, ...Query[]] {
  const query = (names: readonly AreaName[], filtered: boolean): Query => {
    const asked = new Set(names.filter(name => wanted.has(name)))
    return { asked, request: Object.fromEntries([...asked].map(name => [name, requestOf(name, from, filtered)])) }
  }
  if (once) return [query(areaNames, false)]
  const [first, second] = [
    query(
      areaNames.filter(name => !isStructure(name)),
      true,
    ),
    query(areaNames.filter(isStructure), true),
  ]
  if (first.asked.size === 0) return [second]
  return second.asked.size === 0 ? [first] : [first, second]
}

const isStructure = (name: AreaName): boolean => name === 'problems' || name === 'consultations'

function requestOf(name: AreaName, from: LocalDate | undefined, filtered: boolean): ClinicalAreas[AreaName] {
  const period = from === undefined ? {} : { period: { start: from } }
  switch (name) {
    case 'allergies':
      return { resolved: true }
    case 'medication':
      return from === undefined ? {} : { from }
    case 'immunisations':
      return filtered ? { notGiven: true } : {}
    case 'problems':
    case 'diary':
      return {}
    default:
      return period
  }
}
