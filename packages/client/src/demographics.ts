/** Whether an answer is of the person meant: demographics compared (STR-CONS-01, FND-PAT-22). Pure. */
import type { ClinicalDate, Patient } from '@gpc/fhir'

/** The person as your own system, or PDS, has them. What is absent isn't compared. */
export interface LocalDemographics {
  readonly family?: string
  /** The first given name, or all of them with blanks between. */
  readonly given?: string
  readonly gender?: string
  readonly birthDate?: ClinicalDate
}

export interface DemographicDifference {
  readonly field: 'family' | 'given' | 'gender' | 'birthDate'
  readonly local: string
  /** Undefined: the practice doesn't say. */
  readonly practice: string | undefined
}

/** What differs; alert the user with each field and both values before the record is used. Case, accents and punctuation don't count. */
export function demographicDifferences(
  patient: Patient | undefined,
  local: LocalDemographics,
): readonly DemographicDifference[] {
  const name = patient?.name?.find(one => one.use === 'official') ?? patient?.name?.[0]
  const theirs = {
    family: name?.family,
    given: name?.given?.join(' '),
    gender: patient?.gender,
    birthDate: patient?.birthDate,
  }
  const fields = ['family', 'given', 'gender', 'birthDate'] as const
  return fields.flatMap(field => {
    const mine = local[field]
    if (mine === undefined) return []
    const practice = theirs[field]
    return practice !== undefined && same(field, mine, practice) ? [] : [{ field, local: mine, practice }]
  })
}

function same(field: DemographicDifference['field'], one: string, other: string): boolean {
  if (field === 'birthDate') return one.slice(0, 10) === other.slice(0, 10)
  const [a, b] = [plain(one), plain(other)]
  return field === 'given' ? a.split(' ')[0] === b.split(' ')[0] : a === b
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .replace(/ +/g, ' ')
    .trim()
