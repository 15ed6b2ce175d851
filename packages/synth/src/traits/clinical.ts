/** Sample patients who differ in what their records hold. */
import { addDays } from '@gpc/fhir'
import type { Chart } from '../chart.ts'
import { diaryTerms, documentTypes, referrals } from '../codes/administration.ts'
import { allergies, noKnownAllergy } from '../codes/allergies.ts'
import { disorders, symptoms } from '../codes/conditions.ts'
import { vaccinations } from '../codes/immunisations.ts'
import { measurements, smoking } from '../codes/measurements.ts'
import { give } from '../immunise.ts'
import { testsOn, unfiledTestsOn, writeReferral } from '../life.ts'
import type { InventedPatient } from '../model.ts'
import { fullTrait } from './full.ts'
import {
  amlodipine5,
  amoxicillin,
  atorvastatin,
  endedAllergy,
  methotrexate,
  naproxen,
  omeprazole,
  salbutamol,
  sertraline,
  someAllergies,
} from './regimes.ts'
import { type Trait, type TraitContext, withChart } from './trait.ts'

const canEnd: Trait['where'] = can => can.endedAllergies !== 'none'

/** A value or two in every area but problems, documents and medicines. */
function aLittleOfAll(chart: Chart, context: TraitContext, daysAgo: number) {
  const { today, random } = context
  const day = addDays(today, -daysAgo)
  const visit = chart.consultation(day)
  chart.comment(visit, 'New patient check.')
  chart.bloodPressure(visit, random.int(112, 138), random.int(64, 84))
  chart.observation(visit, measurements.weight, { value: { kind: 'quantity', value: '71.5', unit: 'kg' } })
  chart.observation(visit, smoking.never)
  testsOn(chart, day, ['bloodCount', 'kidney'], context)
  give(chart, addDays(day, 3), vaccinations.influenza, 'Influenza', random)
  chart.referral(visit, referrals.ophthalmology, { priority: 'routine', service: 'outpatient', mode: 'written' })
  chart.diary(visit, diaryTerms.diabeticReview, addDays(today, 120))
}

const withoutProblems = (context: TraitContext): InventedPatient =>
  withChart(context, { age: 44 }, chart => {
    someAllergies(chart, context)
    chart.acute(naproxen, addDays(context.today, -800))
    const until = { day: addDays(context.today, -600), reason: 'No longer needed' }
    chart.repeat(omeprazole, addDays(context.today, -1300), { until })
    aLittleOfAll(chart, context, 1000)
    aLittleOfAll(chart, context, 150)
  })

/** Above the 5 MB that an answer may hold of a document, where the sandbox is asked for it; else a small one. */
const allergiesAndALetter = (context: TraitContext): InventedPatient =>
  withChart(context, { age: 31 }, chart => {
    someAllergies(chart, context)
    chart.document(addDays(context.today, -75), documentTypes.clinicalLetter, 'Allergy clinic letter', {
      fileName: 'allergy-clinic.pdf',
      author: { text: 'Eastmoor General Hospital' },
      content: {
        lines: ['Eastmoor General Hospital', 'Allergy clinic', 'Skin tests attached.'],
        ...(context.largeDocuments ? { bytes: 6_000_000 } : {}),
      },
    })
  })

const cannotEnd: Trait['where'] = can => can.endedAllergies === 'none'

export const clinicalTraits: readonly Trait[] = [
  fullTrait,
  {
    key: 'no-problems',
    note: 'Current and ended allergies, past medicines, something in the other areas; no problems, no documents, no current medicines.',
    where: canEnd,
    build: withoutProblems,
  },
  {
    key: 'allergies-only',
    note: 'Current and ended allergies, one document (above 5 MB if large documents were asked for), and nothing else.',
    where: canEnd,
    build: allergiesAndALetter,
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
    note: 'Allergies, medicines, referrals and others of which some are confidential and must not leave.',
    where: can => can.confidentialEntries,
    build: context =>
      withChart(context, { age: 38 }, (chart, _, patient) => {
        const day = (daysAgo: number) => addDays(context.today, -daysAgo)
        chart.allergy(allergies.penicillin, day(2000))
        chart.allergy(allergies.latex, day(1000), { confidential: true })
        chart.repeat(sertraline, day(400), { confidential: true })
        chart.repeat(omeprazole, day(300))
        chart.acute(amoxicillin, day(500), { confidential: true })
        chart.acute(naproxen, day(700))
        const visit = chart.consultation(day(300))
        chart.comment(visit, 'Heartburn for months; would rather not take tablets for ever.')
        chart.problem(visit, disorders.reflux, day(300), { significance: 'minor' })
        chart.problem(day(400), disorders.depression, day(400), { confidential: true })
        chart.referral(day(390), referrals.cardiology, { priority: 'urgent', confidential: true })
        writeReferral(chart, day(200), { ...context, patient })
        chart.observation(day(380), symptoms.stress, { confidential: true })
        testsOn(chart, day(150), ['thyroid'], context, { confidential: true })
        testsOn(chart, day(140), ['bloodCount'], context)
      }),
  },
  {
    key: 'html-periods',
    note: 'Data of each section inside and outside any one year; four medicines issued more than once, a discontinued repeat, a recent acute one.',
    build: context =>
      withChart(context, { age: 63 }, (chart, _, patient) => {
        const day = (daysAgo: number) => addDays(context.today, -daysAgo)
        chart.allergy(allergies.peanut, day(2400))
        chart.allergy(allergies.egg, day(120))
        for (const [at, one] of [amlodipine5, atorvastatin, salbutamol, sertraline].entries()) {
          chart.repeat(one, day(1100 - at * 100))
        }
        chart.repeat(omeprazole, day(900), { until: { day: day(500), reason: 'Discontinued: side effects' } })
        chart.acute(amoxicillin, day(100))
        chart.acute(naproxen, day(1000))
        for (const daysAgo of [1050, 700, 340, 45]) {
          const visit = chart.consultation(day(daysAgo))
          chart.comment(visit, 'Routine check.')
          const links = [chart.bloodPressure(visit, 130 + (daysAgo % 20), 80)]
          testsOn(chart, day(daysAgo), ['kidney'], context)
          give(chart, day(daysAgo - 1), vaccinations.influenza, 'Influenza', context.random)
          if (daysAgo === 1050) chart.problem(visit, disorders.hypertension, day(daysAgo), { links })
          if (daysAgo === 340)
            chart.problem(visit, disorders.migraine, day(daysAgo), { significance: 'minor', ended: day(50) })
          writeReferral(chart, day(daysAgo - 5), { ...context, patient })
          chart.diary(visit, diaryTerms.hypertensionReview, day(daysAgo - 365))
        }
      }),
  },
  {
    key: 'awaiting-filing',
    note: 'Results have been received that nobody has filed yet; the administration of the practice says so, and a GP2GP message. Earlier ones are filed.',
    build: context => {
      const { today } = context
      const patient = withChart(context, { age: 61 }, chart => {
        const links = testsOn(chart, addDays(today, -420), ['diabeticHba1c', 'kidney'], context)
        testsOn(chart, addDays(today, -30), ['liver'], context)
        unfiledTestsOn(chart, addDays(today, -3), ['diabeticHba1c'], context)
        chart.problem(addDays(today, -420), disorders.type2Diabetes, addDays(today, -420), { links })
      })
      return { ...patient, administration: { ...patient.administration, awaitingFiling: addDays(today, -2) } }
    },
  },
  {
    key: 'no-problems',
    note: 'Current allergies (the format has no ended ones), past medicines, something in the other areas; no problems, no documents, no current medicines.',
    where: cannotEnd,
    build: withoutProblems,
  },
  {
    key: 'allergies-only',
    note: 'Current allergies (the format has no ended ones), one document (above 5 MB if large documents were asked for), and nothing else.',
    where: cannotEnd,
    build: allergiesAndALetter,
  },
]
