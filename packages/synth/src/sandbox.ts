import type { LocalDate } from '@gpc/fhir'
import { sampleDay } from './calendar.ts'
import { capabilities } from './capabilities.ts'
import type { InventedPatient, InventedPerson, InventedPractice, PdsView } from './model.ts'
import { testNhsNumber } from './nhs-numbers.ts'
import { inventPatients } from './people.ts'
import { inventPerson, inventRegistered } from './person.ts'
import { federation, inventPractice } from './practices.ts'
import { seeded } from './random.ts'
import { allTraits } from './traits/index.ts'

/** An organisation that asks: one of the sandbox's consumers. */
export interface InventedConsumer {
  readonly asid: string
  readonly ods: string
  readonly name: string
  /** Code of GPConnect-OrganisationType-1. */
  readonly organisationType: 'gp-practice' | 'urgent-care'
}

/** Somebody whom PDS knows and no practice of the federation has. */
export interface UnregisteredPerson extends InventedPerson {
  readonly administration: { readonly pds: PdsView }
}

export interface Sandbox {
  readonly practices: readonly { readonly practice: InventedPractice; readonly patients: readonly InventedPatient[] }[]
  readonly people: readonly UnregisteredPerson[]
  readonly consumers: readonly InventedConsumer[]
}

/** Invented patients of each practice besides the sample patients. */
const plainPatients = 45
const unregistered = 20
const seed = 'sandbox'

/** First index of the NHS numbers of the n-th practice: sample patients, their spare numbers, then invented ones. */
const block = (practice: number) => 20_000 + practice * 10_000
const peopleBlock = 70_000

export const consumers: readonly InventedConsumer[] = [
  { asid: '990000000101', ods: 'X99101', name: 'Eastmoor General Hospital', organisationType: 'urgent-care' },
  { asid: '990000000102', ods: 'X99102', name: 'Eastmoor 111 Service', organisationType: 'urgent-care' },
  { asid: '990000000103', ods: 'X99103', name: 'Saltmere Urgent Treatment Centre', organisationType: 'urgent-care' },
  { asid: '990000000104', ods: 'A99105', name: 'Hollin Bridge Practice', organisationType: 'gp-practice' },
  { asid: '990000000105', ods: 'X99106', name: 'Eastmoor Extended Access Hub', organisationType: 'gp-practice' },
]

export interface SandboxOptions {
  /** With one document of about 6 MB in each practice, beyond the 5 MB of an answer; the repository's samples have none. */
  readonly largeDocuments?: boolean
}

/**
 * The federation of four practices with their sample patients, and the people and consumers around it. The same day gives the same
 * sandbox. It is small: about 75 patients a practice.
 */
export function inventSandbox(today: LocalDate = sampleDay, { largeDocuments = false }: SandboxOptions = {}): Sandbox {
  const practices = federation.map(({ ods, system }, index) => {
    const practice = inventPractice(ods, system)
    const samples = samplePatients(practice, index, today, largeDocuments)
    const invented = inventPatients({
      seed,
      practice,
      count: plainPatients,
      from: samples.length + 1,
      today,
      nhsNumbersFrom: block(index) + 1000,
      years: 8,
    })
    return { practice, patients: [...samples, ...invented] }
  })
  return { practices: withHubVisitor(practices, today), people: invisiblePeople(today), consumers }
}

function samplePatients(
  practice: InventedPractice,
  index: number,
  today: LocalDate,
  largeDocuments: boolean,
): readonly InventedPatient[] {
  const can = capabilities[practice.system]
  const elsewhere = federation[(index + 2) % federation.length]?.ods ?? ''
  const patients: InventedPatient[] = []
  for (const trait of allTraits) {
    if (trait.where !== undefined && !trait.where(can, practice)) continue
    for (let which = 0; which < (trait.count ?? 1); which++) {
      const number = patients.length + 1
      const random = seeded(`${seed}/${practice.ods}/${trait.key}/${which}`)
      const context = { random, practice, today, number, can, elsewhere, largeDocuments }
      const nhsNumber = testNhsNumber(block(index) + number)
      const spare = testNhsNumber(block(index) + 500 + number)
      const patient = trait.build({ ...context, nhsNumber, spare }, which)
      patients.push({ ...patient, traits: [trait.key], note: trait.note })
      const survivor = patient.administration.mergedInto
      if (survivor !== undefined) patients.push(survivorOf(patient, survivor, today))
    }
  }
  return patients
}

/** The record that another was merged into: the same person, still registered. */
function survivorOf(merged: InventedPatient, nhsNumber: string, today: LocalDate): InventedPatient {
  const { end: _end, ...registration } = merged.registration
  return {
    ...merged,
    number: merged.number + 1,
    nhsNumber,
    registration: { ...registration, start: registration.start < today ? registration.start : today },
    administration: { verified: true, pds: { known: true } },
    traits: [],
    note: `The record that the one of ${merged.nhsNumber} was merged into.`,
  }
}

/** Somebody registered in the first practice who has been seen in the second as a temporary patient. */
function withHubVisitor(practices: Sandbox['practices'], today: LocalDate): Sandbox['practices'] {
  const nhsNumber = testNhsNumber(peopleBlock + unregistered)
  const random = seeded(`${seed}/visits-hub`)
  return practices.map(({ practice, patients }, index) => {
    const home = practices[0]?.practice
    if (index > 1 || home === undefined) return { practice, patients }
    const number = patients.length + 1
    const here = inventRegistered({ random: random.fork(practice.ods), practice, today, number, nhsNumber })
    const { phones, ...person } = inventPerson(random.fork('person'), nhsNumber, today, true, { age: 36 })
    const registration = {
      kind: index === 0 ? ('regular' as const) : ('temporary' as const),
      start: `${Number(today.slice(0, 4)) - 2}-03-04`,
    }
    const visitor: InventedPatient = {
      ...here,
      ...person,
      phones,
      registration,
      traits: index === 0 ? ['visits-hub'] : ['visits-hub', 'temporary'],
      note:
        index === 0
          ? 'Registered here; seen in another practice as a temporary patient.'
          : `Seen here; registered in ${home.ods}.`,
      administration: { verified: true, pds: { known: true, ...(index === 0 ? {} : { registeredWith: home.ods }) } },
    }
    return { practice, patients: [...patients, visitor] }
  })
}

function invisiblePeople(today: LocalDate): readonly UnregisteredPerson[] {
  return Array.from({ length: unregistered }, (_, index) => ({
    ...inventPerson(seeded(`${seed}/people/${index}`), testNhsNumber(peopleBlock + index), today, false),
    traits: ['unregistered'],
    note: 'Known to PDS, registered in no practice of the federation.',
    administration: { pds: { known: true, registeredWith: '' } },
  }))
}
