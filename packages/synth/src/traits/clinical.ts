/** Sample patients who differ in their allergies and medicines. */
import { addDays } from '@gpc/fhir'
import { yearsBefore } from '../calendar.ts'
import type { Chart } from '../chart.ts'
import { allergies, noKnownAllergy } from '../codes/allergies.ts'
import { drugs } from '../codes/medicines.ts'
import type { Regime } from '../codes/regimes.ts'
import type { AllergyTerm } from '../model.ts'
import { type Trait, type TraitContext, withChart } from './trait.ts'

const amlodipine5: Regime = given(drugs.amlodipine5, 'One To Be Taken Each Day', '28', 'tablet', 28)
const amlodipine10: Regime = given(drugs.amlodipine10, 'One To Be Taken Each Day', '28', 'tablet', 28)
const omeprazole: Regime = given(drugs.omeprazole20, 'One To Be Taken Each Day', '28', 'capsule', 28)
const salbutamol: Regime = given(drugs.salbutamol, 'Inhale 1 To 2 Doses When Required', '1', 'inhaler', 56)
const sertraline: Regime = given(drugs.sertraline50, 'One To Be Taken Each Day', '28', 'tablet', 28)
const atorvastatin: Regime = given(drugs.atorvastatin20, 'One To Be Taken At Night', '28', 'tablet', 28)
const methotrexate: Regime = given(drugs.methotrexate2_5, 'Six Once A Week On The Same Day', '24', 'tablet', 28)
const amoxicillin: Regime = given(drugs.amoxicillin500, 'One To Be Taken Three Times A Day', '15', 'capsule', 5)
const naproxen: Regime = given(drugs.naproxen500, 'One To Be Taken Twice A Day With Food', '28', 'tablet', 14)
const prednisolone: Regime = given(drugs.prednisolone5, 'Six To Be Taken Each Morning', '30', 'tablet', 5)

function given(drug: Regime['drug'], dosage: string, value: string, unit: string, days: number): Regime {
  return { drug, dosage, quantity: { value, unit }, days }
}

/** An allergy that has ended, if the format can say so of such a one. */
function endedAllergy(chart: Chart, { can, today }: TraitContext, concept: AllergyTerm, daysAgo: number) {
  if (can.endedAllergies === 'all' || (can.endedAllergies === 'drug' && concept.drug)) {
    const ended = { date: addDays(today, -Math.floor(daysAgo / 3)) }
    chart.allergy(concept, addDays(today, -daysAgo), { ended })
  }
}

/** Current and ended allergies, to drugs and other things. */
function someAllergies(chart: Chart, context: TraitContext) {
  const day = (daysAgo: number) => addDays(context.today, -daysAgo)
  chart.allergy(allergies.penicillin, day(3650), {
    severity: 'severe',
    certainty: 'definite',
    reaction: 'Widespread rash',
  })
  chart.allergy(allergies.peanut, day(2200), { severity: 'life-threatening', note: 'Carries an adrenaline pen.' })
  endedAllergy(chart, context, allergies.aspirin, 1900)
}

const canEnd: Trait['where'] = can => can.endedAllergies !== 'none'

export const clinicalTraits: readonly Trait[] = [
  {
    key: 'full',
    note: 'A record of 20 years with something in every area: allergies, acute and repeat medicines, changed doses, past medicines.',
    build: context => {
      const { today, can, practice } = context
      const day = (daysAgo: number) => addDays(today, -daysAgo)
      const patient = withChart(context, { age: 67, gender: 'female' }, chart => {
        someAllergies(chart, context)
        chart.allergy(allergies.pollen, day(5000))
        if (can.confidentialEntries) {
          chart.allergy(allergies.latex, day(1500), { confidential: true })
          chart.repeat(sertraline, day(500), { confidential: true })
        }
        if (can.notForPatient) chart.allergy(allergies.horseDander, day(1400), { notForPatient: true })
        const changed = { day: day(1200), reason: 'Dose increased' }
        const low = chart.repeat(amlodipine5, yearsBefore(today, 20), { until: changed })
        chart.repeat(amlodipine10, changed.day, { replaces: low.key })
        chart.repeat(salbutamol, day(2000))
        chart.repeat(omeprazole, day(1800), { until: { day: day(700), reason: 'No longer needed' } })
        chart.acute(amoxicillin, day(2500))
        chart.acute(naproxen, day(300))
        chart.acute(prednisolone, day(2))
        if (can.otherAgency) chart.acute(methotrexate, day(60), { agency: 'another-organisation', allowed: 1 })
      })
      const branch = practice.sites.find(site => !site.main)?.key
      const start = yearsBefore(today, 22)
      const registration = { kind: 'regular' as const, start, ...(branch === undefined ? {} : { branch }) }
      return { ...patient, registration }
    },
  },
  {
    key: 'no-problems',
    note: 'Current and ended allergies, past medicines; no problems, no current medicines.',
    where: canEnd,
    build: context =>
      withChart(context, { age: 44 }, chart => {
        someAllergies(chart, context)
        chart.acute(naproxen, addDays(context.today, -800))
        const until = { day: addDays(context.today, -600), reason: 'No longer needed' }
        chart.repeat(omeprazole, addDays(context.today, -1300), { until })
      }),
  },
  {
    key: 'allergies-only',
    note: 'Current and ended allergies and nothing else.',
    where: canEnd,
    build: context => withChart(context, { age: 31 }, chart => someAllergies(chart, context)),
  },
  {
    key: 'no-known-allergies',
    note: 'An explicit "no known allergies"; current and repeat medicines, none in the past.',
    build: context =>
      withChart(context, { age: 58 }, chart => {
        chart.allergy(noKnownAllergy, addDays(context.today, -900), { noKnown: true })
        chart.repeat(atorvastatin, addDays(context.today, -200))
        chart.repeat(amlodipine5, addDays(context.today, -150))
        chart.acute(naproxen, addDays(context.today, -3))
      }),
  },
  {
    key: 'ended-allergies',
    note: 'Current and ended allergies.',
    count: 3,
    where: canEnd,
    build: (context, which) =>
      withChart(context, { age: 25 + which * 20 }, chart => {
        const ended = [allergies.erythromycin, allergies.aspirin, allergies.penicillin].slice(0, which + 1)
        for (const [at, concept] of ended.entries()) endedAllergy(chart, context, concept, 1200 + at * 400)
        chart.allergy(allergies.egg, addDays(context.today, -1500 + which))
      }),
  },
  {
    key: 'prescribed-elsewhere',
    note: 'Current and ended allergies, past medicines, one of them prescribed by a hospital.',
    where: can => can.endedAllergies !== 'none' && can.otherAgency,
    build: context =>
      withChart(context, { age: 49 }, chart => {
        someAllergies(chart, context)
        chart.acute(naproxen, addDays(context.today, -900))
        chart.acute(methotrexate, addDays(context.today, -500), { agency: 'another-organisation' })
      }),
  },
  {
    key: 'confidential',
    note: 'Allergies and medicines of which some are confidential and must not leave.',
    where: can => can.confidentialEntries,
    build: context =>
      withChart(context, { age: 38 }, chart => {
        const day = (daysAgo: number) => addDays(context.today, -daysAgo)
        chart.allergy(allergies.penicillin, day(2000))
        chart.allergy(allergies.latex, day(1000), { confidential: true })
        chart.repeat(sertraline, day(400), { confidential: true })
        chart.repeat(omeprazole, day(300))
        chart.acute(amoxicillin, day(500), { confidential: true })
        chart.acute(naproxen, day(700))
      }),
  },
  {
    key: 'html-periods',
    note: 'Data inside and outside any one year; four medicines issued more than once, a discontinued repeat, a recent acute one.',
    build: context =>
      withChart(context, { age: 63 }, chart => {
        const day = (daysAgo: number) => addDays(context.today, -daysAgo)
        chart.allergy(allergies.peanut, day(2400))
        chart.allergy(allergies.egg, day(120))
        for (const [at, one] of [amlodipine5, atorvastatin, salbutamol, sertraline].entries()) {
          chart.repeat(one, day(1100 - at * 100))
        }
        chart.repeat(omeprazole, day(900), { until: { day: day(500), reason: 'Discontinued: side effects' } })
        chart.acute(amoxicillin, day(100))
        chart.acute(naproxen, day(1000))
      }),
  },
]
