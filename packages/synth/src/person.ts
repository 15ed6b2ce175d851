import { addDays, type LocalDate } from '@gpc/fhir'
import { dayWithin, earlier, yearsBefore } from './calendar.ts'
import { capabilities } from './capabilities.ts'
import { staffIn } from './chart.ts'
import { roles } from './codes/roles.ts'
import type { Gender, InventedPatient, InventedPerson, InventedPractice } from './model.ts'
import { inventFamily, inventName } from './names.ts'
import { inventAddress, inventMobile, inventTelephone } from './places.ts'
import type { Random } from './random.ts'

/** Whom to invent; what is left out is drawn. */
export interface Whom {
  readonly age?: number
  readonly gender?: Gender
}

/** Ages as they are in England, roughly: the share of each band in a hundred. */
const ages = [
  { share: 21, from: 0, to: 17 },
  { share: 35, from: 18, to: 44 },
  { share: 26, from: 45, to: 64 },
  { share: 13, from: 65, to: 79 },
  { share: 5, from: 80, to: 98 },
] as const

function inventAge(random: Random): number {
  let left = random.int(1, 100)
  for (const band of ages) {
    left -= band.share
    if (left <= 0) return random.int(band.from, band.to)
  }
  return 40
}

/** Somebody of an NHS number, with a name, an age and an address; `windows1252` keeps names to that encoding. */
export function inventPerson(
  random: Random,
  nhsNumber: string,
  today: LocalDate,
  windows1252: boolean,
  whom: Whom = {},
): InventedPerson {
  const age = whom.age ?? inventAge(random)
  const gender = whom.gender ?? (random.chance(0.005) ? 'other' : random.pick(['female', 'male'] as const))
  const birthDate = addDays(yearsBefore(today, age), -random.int(0, 364))
  const name = inventName(random, gender, age, windows1252)
  const married = name.title === 'Mrs' && random.chance(0.6)
  const phones = [
    ...(random.chance(0.5) ? [{ use: 'home' as const, number: inventTelephone(random) }] : []),
    ...(age >= 14 && random.chance(0.85) ? [{ use: 'mobile' as const, number: inventMobile(random) }] : []),
  ]
  const email = `${name.given}.${name.family}`
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z.-]/g, '')
  return {
    nhsNumber,
    ...name,
    ...(married ? { formerFamily: inventFamily(random, windows1252) } : {}),
    gender,
    birthDate,
    address: inventAddress(random),
    phones,
    ...(age >= 16 && random.chance(0.5) ? { email: `${email}@example.org` } : {}),
    traits: [],
  }
}

export interface PatientContext {
  readonly random: Random
  readonly practice: InventedPractice
  readonly today: LocalDate
  readonly number: number
  readonly nhsNumber: string
}

/** A regular patient, alive, without an entry. */
export function inventRegistered(context: PatientContext, whom: Whom = {}): InventedPatient {
  const { random, practice, today, number, nhsNumber } = context
  const person = inventPerson(random, nhsNumber, today, capabilities[practice.system].encoding === 'windows-1252', whom)
  const earliest = earlier(addDays(person.birthDate, 14), today)
  const since = yearsBefore(today, random.int(1, 35))
  const start = dayWithin(random, since < earliest ? earliest : since, today)
  const branches = practice.sites.filter(site => !site.main).map(site => site.key)
  const branch = branches.length > 0 && random.chance(0.3) ? { branch: random.pick(branches) } : {}
  return {
    ...person,
    number,
    registration: { kind: 'regular', start, ...branch },
    usualGp: random.pick(staffIn(practice, roles.gp.code)),
    flags: { sensitive: false, confidentialRecord: false, dummy: false, spineMatched: true },
    administration: { verified: true, pds: { known: true } },
    consultations: [],
    allergies: [],
    medications: [],
  }
}
