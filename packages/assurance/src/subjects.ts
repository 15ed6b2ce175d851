/** Whom cases are about, picked from what the sandbox says of itself. */
import type { Named, Subjects } from './check.ts'
import type { Person, Practice, Site, Staff } from './sandbox.ts'

/** Every practice once. */
export const thePractice: Subjects<Practice> = {
  none: 'There is no practice.',
  list: practice => [{ name: practice.name, subject: practice }],
}

const named = (person: Person): Named<Person> => ({
  name: `${person.nhsNumber} (${person.traits.join(', ')})`,
  subject: person,
})

/** The practice's patients with one of the traits (keys of the sample federation). */
export function patients(...traits: readonly string[]): Subjects<Person> {
  return {
    none: `The practice has no patient with the trait ${traits.join(' or ')}.`,
    list: practice => practice.patients.filter(one => one.traits.some(trait => traits.includes(trait))).map(named),
  }
}

const neverServed = [
  'deceased',
  'deceased-recently',
  'inactive',
  'merged',
  'not-on-pds',
  'sensitive',
  'superseded',
  'temporary',
  'unverified',
]

const isRecorded = ({ traits }: Person): boolean =>
  !traits.some(trait => trait === 'no-consent' || neverServed.includes(trait))

/** Every patient of the practice whose record leaves it. */
export const recordedPatients: Subjects<Person> = {
  none: 'The practice has no patient whose record may leave.',
  list: ({ patients: all }) => all.filter(isRecorded).map(named),
}

const isTypical = (one: Person): boolean => one.traits.length > 0 && isRecorded(one)

/** Those of them who stand for something, but for the longest record: that is asked for once, with every area. */
export const typicalPatients: Subjects<Person> = {
  none: recordedPatients.none,
  list: ({ patients: all }) => all.filter(one => isTypical(one) && !one.traits.includes('long-record')).map(named),
}

/** Everybody who stands for something. */
export const everyTypicalPatient: Subjects<Person> = {
  none: recordedPatients.none,
  list: ({ patients: all }) => all.filter(isTypical).map(named),
}

/** A few of them, for cases that ask a lot: every area, dates whole and partial, something withheld, a record in transit. */
export const variedPatients: Subjects<Person> = {
  none: recordedPatients.none,
  list: (practice, sandbox) => patients('full', 'partial-dates', 'confidential', 'no-problems').list(practice, sandbox),
}

/** Somebody known to PDS whom no practice of the federation has. */
export const stranger: Subjects<Person> = {
  none: 'The sandbox names nobody who is registered nowhere.',
  list: (_practice, { people }) => people.slice(0, 1).map(named),
}

/** The first practitioner with an SDS user id and so many role profiles. */
export function practitionerWith(roleProfiles: number): Subjects<Staff> {
  return {
    none: `The practice has no practitioner with an SDS user id and ${roleProfiles} role profiles.`,
    list: ({ practitioners }) =>
      practitioners
        .filter(one => one.sdsUserId !== '' && one.roleProfileIds.length === roleProfiles)
        .slice(0, 1)
        .map(subject => ({ name: `${subject.sdsUserId} ${subject.name}`, subject })),
  }
}

/** The first practitioner with an SDS user id. */
export const anyPractitioner: Subjects<Staff> = {
  none: 'The practice has no practitioner with an SDS user id.',
  list: ({ practitioners }) =>
    practitioners
      .filter(one => one.sdsUserId !== '')
      .slice(0, 1)
      .map(subject => ({ name: `${subject.sdsUserId} ${subject.name}`, subject })),
}

/** Every site of the practice. */
export const everySite: Subjects<Site> = {
  none: 'The practice has no site.',
  list: ({ locations }) => locations.map(subject => ({ name: subject.name, subject })),
}

/** The first site of the practice. */
export const anySite: Subjects<Site> = {
  none: everySite.none,
  list: (practice, sandbox) => everySite.list(practice, sandbox).slice(0, 1),
}
