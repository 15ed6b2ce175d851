/** Names, telecoms and addresses (FND-RES-05 to 08). */
import type { LocalDate } from '@gpc/fhir'
import type { Address, Contact, PersonName } from '../model/directory.ts'
import { some, unknownValue } from './json.ts'
import { clean, cleanAll } from './text.ts'

type NameUse = 'official' | 'usual' | 'old'

/** A name with its use; the family name is marked as unknown if the use makes it mandatory. */
export function humanName(name: PersonName, use: NameUse) {
  const family = clean(name.family)
  const given = some(cleanAll(name.given))
  const prefix = clean(name.prefix)
  return {
    use,
    text: clean(name.text),
    family,
    _family: family === undefined && use === 'official' ? unknownValue : undefined,
    given,
    prefix: prefix === undefined ? undefined : [prefix],
  }
}

export function isNamed(name: PersonName): boolean {
  return clean(name.family) !== undefined || clean(name.text) !== undefined || cleanAll(name.given).length > 0
}

/** Telecoms with a value. */
export function telecoms(contacts: readonly Contact[], use: (contact: Contact) => string) {
  return some(
    contacts.flatMap(contact => {
      const value = clean(contact.value)
      return value === undefined
        ? []
        : [{ system: contact.system, value, use: use(contact), period: until(contact.end) }]
    }),
  )
}

const until = (end: LocalDate | undefined) => (end === undefined ? undefined : { end })

/** FHIR knows no organisation at home. */
export function workUse({ use }: { readonly use?: string }): string {
  return use === undefined || use === 'home' ? 'work' : use
}

/**
 * `use` is mandatory for patients and their contacts (FND-RES-07). Where the source has none, a number that begins with 07 is
 * a mobile one, and anything else is taken as where the person lives, which is what practices record.
 */
export function personalUse({ system, value, use }: Contact): string {
  if (use !== undefined) return use
  return system === 'phone' && /^\s*(\+44\s*|0)7/.test(value) ? 'mobile' : 'home'
}

/** The uses of a person's address: home, where the source has none (FND-RES-05). */
export function homeUse({ use }: Address): string {
  return use ?? 'home'
}

/** An address, or undefined if nothing of it is known; absent parts are left out, not blank (FND-RES-05, FND-RES-06). */
export function address(source: Address | undefined, use: (source: Address) => string) {
  if (source === undefined) return undefined
  const line = some(cleanAll(source.lines))
  const city = clean(source.city)
  const district = clean(source.county)
  const postalCode = clean(source.postcode)
  if (line === undefined && city === undefined && district === undefined && postalCode === undefined) return undefined
  const country = clean(source.country)
  return { use: use(source), type: source.type, line, city, district, postalCode, country, period: until(source.end) }
}

export function addresses(sources: readonly Address[], use: (source: Address) => string) {
  return some(sources.flatMap(source => address(source, use) ?? []))
}
