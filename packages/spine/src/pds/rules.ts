/** When a local record's NHS number counts as verified by PDS (FND-PAT-04, FND-PAT-05). Pure. */
import { type ClinicalDate, isLocalDate } from '@gpc/fhir'
import type { PdsName, PdsPerson } from './person.ts'

/** The part of a local patient that is compared. */
export interface LocalDemographics {
  readonly birthDate?: ClinicalDate
  readonly name: { readonly family?: string; readonly given: readonly string[] }
}

/**
 * FND-PAT-04: the date of birth matches exactly; or two of its three parts (year, month, day) match, and so do the first three
 * characters of the family name and the first initial of the given name. Letter case doesn't count; a part that either side
 * doesn't have doesn't match.
 */
export function verifiesDemographics(local: LocalDemographics, pds: Pick<PdsPerson, 'birthDate' | 'names'>): boolean {
  const { birthDate: ours } = local
  const { birthDate: theirs } = pds
  if (ours === undefined || theirs === undefined) return false
  if (isLocalDate(ours) && ours === theirs) return true
  const name = currentName(pds.names)
  return (
    matchingParts(ours, theirs) >= 2 &&
    sameStart(local.name.family, name?.family, 3) &&
    sameStart(local.name.given[0], name?.given[0], 1)
  )
}

/** FND-PAT-04 and FND-PAT-05: the demographics agree, and PDS shows neither death nor an Invalid, Sensitive or Superseded flag. */
export function isVerifiedByPds(local: LocalDemographics, pds: PdsPerson): boolean {
  if (pds.invalid || pds.sensitive || pds.superseded || pds.deceased !== undefined) return false
  return verifiesDemographics(local, pds)
}

/** The name that counts: the usual one, or the official one, or the only one there is. */
export function currentName(names: readonly PdsName[]): PdsName | undefined {
  return names.find(one => one.use === 'usual') ?? names.find(one => one.use === 'official') ?? names[0]
}

function matchingParts(ours: ClinicalDate, theirs: ClinicalDate): number {
  const other = theirs.split('-')
  return ours.split('-').filter((part, i) => part === other[i]).length
}

function sameStart(ours: string | undefined, theirs: string | undefined, characters: number): boolean {
  const a = start(ours, characters)
  return a !== '' && a === start(theirs, characters)
}

function start(text: string | undefined, characters: number): string {
  return [...(text ?? '').trim().normalize('NFC').toLowerCase()].slice(0, characters).join('')
}
