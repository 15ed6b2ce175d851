/** Who somebody is whom only a message names: what the operator says, else PDS. */
import { currentName, type PdsClient, type PdsPerson } from '@gpc/spine'
import { Problem } from '../problem.ts'

/** Columns of a person by NHS number (systems: `personColumns`), or undefined if nobody knows them. */
export type WhoIs = (nhsNumber: string) => Promise<Readonly<Record<string, string>> | undefined>

export interface Demographics {
  readonly family?: string
  readonly given?: string
  readonly birthDate?: string
  readonly gender?: string
}

/** The operator's words, if a family name and a birth date are among them. @throws Problem if only a part was given */
export function fromOperator(given: Demographics): WhoIs | undefined {
  const { family, birthDate, given: forenames, gender } = given
  if ([family, birthDate, forenames, gender].every(value => value === undefined)) return undefined
  if (family === undefined || birthDate === undefined) {
    throw new Problem('Give --family and --birth-date together, with --given and --gender if they are known.', {
      exitCode: 2,
    })
  }
  const known = { family, birthDate, given: forenames ?? '', gender: gender ?? 'unknown' }
  return async nhsNumber => ({ nhsNumber, ...known })
}

/** What PDS says. @throws Problem if PDS says that the record must not be used under this number */
export function fromPds(pds: Pick<PdsClient, 'trace'>): WhoIs {
  return async nhsNumber => {
    const person = await pds.trace(nhsNumber)
    if (person === undefined) return undefined
    if (person.invalid) throw new Problem(`PDS has marked NHS number ${nhsNumber} invalid: trace the patient anew.`)
    if (person.superseded) {
      throw new Problem(
        `PDS has replaced NHS number ${nhsNumber} by ${person.nhsNumber}: import under that one, or give --family and --birth-date.`,
      )
    }
    return columnsOf(person)
  }
}

function columnsOf({ nhsNumber, names, gender, birthDate, deceased, addresses }: PdsPerson): Record<string, string> {
  const name = currentName(names)
  const home = addresses.find(one => one.use === 'home') ?? addresses[0]
  const columns: Record<string, string | undefined> = {
    nhsNumber,
    prefix: name?.prefix?.join(' '),
    given: name?.given.join(' '),
    family: name?.family,
    gender,
    birthDate,
    deceased: deceased === undefined ? undefined : String(deceased),
    postcode: home?.postcode,
    ...Object.fromEntries((home?.lines ?? []).slice(0, 5).map((line, i) => [`addressLine${i + 1}`, line])),
  }
  return Object.fromEntries(Object.entries(columns).flatMap(([key, value]) => (value ? [[key, value]] : [])))
}
