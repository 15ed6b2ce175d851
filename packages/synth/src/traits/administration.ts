/** Sample patients who differ in how they are registered and known, not in their record. */
import { addDays } from '@gpc/fhir'
import { later, yearsBefore } from '../calendar.ts'
import { noKnownAllergy } from '../codes/allergies.ts'
import { courses } from '../codes/regimes.ts'
import type { Administration, InventedPatient } from '../model.ts'
import { inventRegistered, type Whom } from '../person.ts'
import { type Trait, type TraitContext, withChart } from './trait.ts'

const adult: Whom = { age: 52 }

/** Somebody with a little of a record, so that it shows whether it is withheld or served. */
function withAnEntry(context: TraitContext, whom: Whom = adult, daysAgo = 400): InventedPatient {
  const [course] = courses
  return withChart(context, whom, chart => {
    const day = addDays(context.today, -daysAgo)
    chart.allergy(noKnownAllergy, day, { noKnown: true })
    if (course !== undefined) chart.acute(course, day)
  })
}

function administered(patient: InventedPatient, change: Partial<Administration>): InventedPatient {
  return { ...patient, administration: { ...patient.administration, ...change } }
}

/** As when PDS hasn't confirmed the NHS number. */
function untraced(patient: InventedPatient, pds: Administration['pds']): InventedPatient {
  return {
    ...patient,
    flags: { ...patient.flags, spineMatched: false },
    administration: { ...patient.administration, verified: false, pds },
  }
}

export const administrationTraits: readonly Trait[] = [
  {
    key: 'plain',
    note: 'Registered, with a usual GP; no clinical data at all.',
    build: context => inventRegistered(context, { age: 34 }),
  },
  {
    key: 'no-appointments',
    note: 'Registered, never had an appointment.',
    build: context => inventRegistered(context, { age: 27 }),
  },
  {
    key: 'in-transit',
    note: 'The record from the last practice has not arrived yet.',
    build: context => {
      const patient = withAnEntry(context)
      const start = addDays(context.today, -12)
      return administered({ ...patient, registration: { ...patient.registration, start } }, { inTransit: start })
    },
  },
  {
    key: 'sensitive',
    note: 'Flagged sensitive at PDS; the practice says so too, where its format can.',
    count: 2,
    build: (context, which) => {
      const patient = withAnEntry(context)
      const sensitive = which === 0 && context.can.patientFlags
      return administered(
        { ...patient, flags: { ...patient.flags, sensitive } },
        { pds: { known: true, sensitive: true } },
      )
    },
  },
  {
    key: 'superseded',
    note: 'PDS has replaced the NHS number by another one.',
    build: context => administered(withAnEntry(context), { pds: { known: true, supersededBy: context.spare } }),
  },
  {
    key: 'not-on-pds',
    note: 'On the system of the practice, unknown to PDS.',
    build: context => untraced(withAnEntry(context), { known: false }),
  },
  {
    key: 'unverified',
    note: 'The NHS number is not verified: PDS has another person under it.',
    build: context => {
      const patient = withAnEntry(context)
      const differs = { family: 'Underhay', birthDate: yearsBefore(addDays(patient.birthDate, 40), 3) }
      return untraced(patient, { known: true, differs })
    },
  },
  {
    key: 'no-consent',
    note: 'Has dissented from sharing.',
    build: context => administered(withAnEntry(context), { dissent: true }),
  },
  {
    key: 'deceased',
    note: 'Died three years ago.',
    build: context => {
      const patient = withAnEntry(context, { age: 84 }, 1500)
      const deathDate = addDays(context.today, -1100)
      const start = yearsBefore(deathDate, 12)
      return administered(
        { ...patient, deathDate, registration: { ...patient.registration, start, end: deathDate } },
        { pds: { known: true, deceased: deathDate } },
      )
    },
  },
  {
    key: 'deceased-recently',
    note: 'Died less than 28 days ago; still on the list of the practice.',
    build: context => {
      const patient = withAnEntry(context, { age: 79 })
      const deathDate = addDays(context.today, -5)
      return administered({ ...patient, deathDate }, { pds: { known: true, deceased: deathDate } })
    },
  },
  {
    key: 'inactive',
    note: 'Left two years ago, for another practice.',
    build: context => {
      const patient = withAnEntry(context, adult, 900)
      const end = addDays(context.today, -760)
      const registration = { ...patient.registration, start: yearsBefore(end, 9), end }
      return administered({ ...patient, registration }, { pds: { known: true, registeredWith: context.elsewhere } })
    },
  },
  {
    key: 'temporary',
    note: 'Registered as a temporary resident.',
    where: can => can.temporaryPatients,
    build: context => {
      const patient = withAnEntry(context, { age: 22 })
      const { branch: _branch, ...registration } = patient.registration
      const start = later(patient.birthDate, addDays(context.today, -20))
      return administered(
        { ...patient, registration: { ...registration, kind: 'temporary', start } },
        { pds: { known: true, registeredWith: context.elsewhere } },
      )
    },
  },
  {
    key: 'merged',
    note: 'The record was merged into another; its NHS number was replaced.',
    build: context => {
      const patient = withAnEntry(context)
      const end = addDays(context.today, -200)
      return administered(
        { ...patient, registration: { ...patient.registration, start: yearsBefore(end, 6), end } },
        { mergedInto: context.spare, pds: { known: true, supersededBy: context.spare } },
      )
    },
  },
]
