/** The sample patient with something in every area of the record, as far as the practice's format goes. */
import { addDays } from '@gpc/fhir'
import { yearsBefore } from '../calendar.ts'
import type { Chart } from '../chart.ts'
import { diaryTerms, documentTypes, ownTerm, procedures, referrals } from '../codes/administration.ts'
import { allergies } from '../codes/allergies.ts'
import { disorders, examinations, familyHistory, symptoms } from '../codes/conditions.ts'
import { declined, immunisationStatus, vaccinations } from '../codes/immunisations.ts'
import { advice, measurements, smoking } from '../codes/measurements.ts'
import type { Key } from '../entries.ts'
import { give } from '../immunise.ts'
import { testsOn, urineCultureOn, writeReferral } from '../life.ts'
import type { InventedPatient } from '../model.ts'
import {
  amlodipine5,
  amlodipine10,
  amoxicillin,
  methotrexate,
  naproxen,
  omeprazole,
  prednisolone,
  salbutamol,
  sertraline,
  someAllergies,
} from './regimes.ts'
import { type Trait, type TraitContext, withChart } from './trait.ts'

const quantity = (value: string, unit: string) => ({ value: { kind: 'quantity' as const, value, unit } })

export const fullTrait: Trait = {
  key: 'full',
  note: 'A record of 20 years with something in every area, as far as the format of the practice can say it.',
  build: context => {
    const { today, practice } = context
    const patient = withChart(context, { age: 67, gender: 'female' }, (chart, _, who) => {
      const given = writeMedicines(chart, context)
      writeHypertension(chart, context, given.amlodipine)
      writeAsthma(chart, context, given.salbutamol)
      writeOtherProblems(chart, context, given, who)
      writeLifestyle(chart, context)
      writeDocuments(chart, context)
      if (context.can.confidentialEntries) writeConfidential(chart, context)
    })
    const branch = practice.sites.find(site => !site.main)?.key
    const start = yearsBefore(today, 22)
    const registration = { kind: 'regular' as const, start, ...(branch === undefined ? {} : { branch }) }
    return { ...patient, registration }
  },
}

interface Given {
  readonly amlodipine: readonly number[]
  readonly salbutamol: readonly number[]
  readonly amoxicillin: Key
  readonly penicillin: Key
  readonly peanut: Key
}

function writeMedicines(chart: Chart, context: TraitContext): Given {
  const { today, can } = context
  const day = (daysAgo: number) => addDays(today, -daysAgo)
  const { penicillin, peanut } = someAllergies(chart, context)
  chart.allergy(allergies.pollen, day(5000))
  if (can.confidentialEntries) {
    chart.allergy(allergies.latex, day(1500), { confidential: true })
    chart.repeat(sertraline, day(500), { confidential: true })
  }
  if (can.notForPatient) chart.allergy(allergies.horseDander, day(1400), { notForPatient: true })
  const changed = { day: day(1200), reason: 'Dose increased' }
  const amlodipine = keysOf(chart, () => {
    const low = chart.repeat(amlodipine5, yearsBefore(today, 20), { until: changed })
    chart.repeat(amlodipine10, changed.day, { replaces: low.key })
  })
  const inhalers = keysOf(chart, () => chart.repeat(salbutamol, day(2000)))
  chart.repeat(omeprazole, day(1800), { until: { day: day(700), reason: 'No longer needed' } })
  const course = chart.acute(amoxicillin, day(2500))
  chart.acute(naproxen, day(300))
  chart.acute(prednisolone, day(2))
  if (can.otherAgency) chart.acute(methotrexate, day(60), { agency: 'another-organisation', allowed: 1 })
  return { amlodipine, salbutamol: inhalers, amoxicillin: course.key, penicillin: penicillin.key, peanut: peanut.key }
}

/** The keys that are taken while something is written. */
function keysOf(chart: Chart, write: () => void): readonly number[] {
  const before = chart.size()
  write()
  return Array.from({ length: chart.size() - before }, (_, at) => before + at + 1)
}

function writeHypertension(chart: Chart, context: TraitContext, medicines: readonly number[]) {
  const { today, random } = context
  const onset = yearsBefore(today, 20)
  const first = chart.consultation(onset)
  const links: Key[] = [
    first.key,
    chart.comment(first, 'Blood pressure high on three occasions. Amlodipine started.'),
    ...medicines,
  ]
  links.push(chart.bloodPressure(first, 172, 98))
  for (let years = 18; years > 0; years -= 2) {
    const visit = chart.consultation(addDays(yearsBefore(today, years), 40))
    links.push(
      ...testsOn(
        chart,
        addDays(visit.date, -7),
        years % 4 === 0 ? ['kidney', 'lipids', 'bloodCount'] : ['kidney'],
        context,
      ),
      chart.bloodPressure(visit, random.int(124, 156), random.int(70, 92), { note: 'Sitting, left arm' }),
      chart.observation(visit, measurements.weight, quantity((random.int(640, 760) / 10).toFixed(1), 'kg')),
    )
    chart.comment(visit, 'Annual review. No chest pain, no oedema. Continue.')
  }
  links.push(chart.diary(addDays(today, -90), diaryTerms.hypertensionReview, addDays(today, 275)))
  const parent = chart.problem(first, disorders.hypertension, onset, {
    links,
    lastReview: addDays(today, -90),
    note: 'Target below 140/90',
  })
  const child = chart.consultation(addDays(today, -1300))
  chart.problem(child, disorders.kidneyDisease3, addDays(today, -1300), {
    ...(parent === undefined ? {} : { parent: { problem: parent, how: 'grouped' } }),
    links: testsOn(chart, addDays(today, -1310), ['kidney', 'albuminuria'], context),
  })
}

function writeAsthma(chart: Chart, { today, random }: TraitContext, medicines: readonly number[]) {
  const onset = addDays(today, -2000)
  const visit = chart.consultation(onset)
  const links: Key[] = [
    visit.key,
    chart.comment(visit, 'Wheeze at night and after running; peak flow varies by 25%.'),
    ...medicines,
  ]
  for (let days = 2000; days > 0; days -= 330) {
    links.push(
      chart.observation(
        addDays(today, -days),
        measurements.peakFlow,
        quantity(String(random.int(32, 42) * 10), 'L/min'),
      ),
    )
  }
  for (const years of [3, 2, 1]) {
    const day = addDays(yearsBefore(today, years), -30)
    links.push(give(chart, day, vaccinations.influenza, 'Influenza', random))
  }
  links.push(
    chart.diary(addDays(today, -200), diaryTerms.asthmaReview, addDays(today, -20), { note: 'Second invitation sent' }),
  )
  chart.problem(visit, disorders.asthma, onset, { links, significance: 'major' })
}

function writeOtherProblems(chart: Chart, context: TraitContext, given: Given, who: InventedPatient) {
  const { today, random } = context
  const day = (daysAgo: number) => addDays(today, -daysAgo)
  const throat = chart.consultation(day(2500))
  chart.problem(throat, disorders.tonsillitis, day(2500), {
    significance: 'minor',
    ended: day(2480),
    links: [throat.key, given.amoxicillin, given.penicillin],
  })
  const { visit, referral, letter } = writeReferral(chart, day(400), { ...context, patient: who })
  const sinceWhen = context.can.partialDates ? '2019' : '2019-05-14'
  chart.problem(visit, disorders.kneeOsteoarthritis, sinceWhen, { significance: 'minor', links: [referral, letter] })
  chart.problem(day(6000), disorders.migraine, day(6000), {
    significance: 'minor',
    past: true,
    ...(context.can.pastProblemsWithoutEnd ? {} : { ended: day(4000) }),
  })
  if (context.can.problemsOfAnyEntry) {
    chart.problem(day(2200), { ...allergies.peanut, kind: 'disorder' }, day(2200), { madeOf: given.peanut, links: [] })
  }
  const eye = chart.consultation(day(20))
  chart.comment(eye, 'Vision worse on the left since summer.\nWants to be seen soon; not an emergency.')
  chart.referral(eye, referrals.ophthalmology, {
    priority: 'soon',
    specialty: { code: '130', name: 'Ophthalmology' },
    service: 'outpatient',
    mode: 'written',
    text: 'Gradual loss of vision',
  })
  chart.referral(day(150), referrals.self, { direction: 'inbound', text: 'Referred herself to physiotherapy' })
  urineCultureOn(chart, day(320), context)
  give(chart, day(700), vaccinations.pneumococcal, 'Pneumococcal infection', random)
  chart.immunisation(day(40), declined.influenza, 'Influenza', {
    status: 'declined',
    reasonNotGiven: 'Declined by patient',
  })
  chart.observation(day(400), immunisationStatus.influenzaConsent, { immunisationStatus: 'consent' })
}

function writeLifestyle(chart: Chart, { today, can }: TraitContext) {
  const visit = chart.consultation(addDays(today, -420))
  chart.observation(visit, smoking.current, { qualifiers: [{ name: 'Consumption', value: '10 per day' }] })
  chart.observation(visit, advice.smoking)
  chart.observation(visit, measurements.alcohol, quantity('6', 'U/week'))
  chart.observation(visit, measurements.height, quantity('164', 'cm'))
  chart.observation(visit, familyHistory.cardiovascular, { note: 'Father, aged 58' })
  chart.observation(visit, ownTerm, { note: 'Given the leaflet' })
  chart.observation(visit, symptoms.lowBackPain, { note: 'After gardening' })
  const heart = chart.observation(visit, examinations.heartSoundsNormal)
  chart.observation(visit, examinations.ankleOedema, heart === undefined ? {} : { parent: heart })
  chart.observation(visit, procedures.medicationReviewDone)
  if (can.draftConsultations) {
    const draft = chart.consultation(addDays(today, -1), { draft: true })
    chart.comment(draft, 'Telephoned, no answer. To be completed.')
    chart.observation(draft, symptoms.headache)
  }
  chart.diary(addDays(today, -30), diaryTerms.medicationReview, addDays(today, 180))
  chart.diary(addDays(today, -30), diaryTerms.copdReview, addDays(today, 3640), { note: 'Ten years ahead, as asked' })
  const done = addDays(today, -400)
  chart.diary(addDays(today, -760), diaryTerms.asthmaReview, done, { status: 'done', closed: done })
  chart.diary(addDays(today, -760), diaryTerms.diabeticReview, addDays(today, -300), {
    status: 'cancelled',
    closed: addDays(today, -500),
  })
}

function writeDocuments(chart: Chart, { today }: TraitContext) {
  const from = { author: { text: 'Eastmoor General Hospital' } }
  const add = (
    daysAgo: number,
    title: string,
    fileName: string,
    more: { readonly contentType: 'image/tiff' | 'image/jpeg' | 'text/html' | 'application/pdf' },
  ) =>
    chart.document(addDays(today, -daysAgo), documentTypes.clinicalLetter, title, {
      ...from,
      fileName,
      ...more,
      content: { lines: [title, 'Eastmoor General Hospital', `Written ${addDays(today, -daysAgo)}`] },
    })
  add(3000, 'Scanned letter, cardiology', 'scan.tif', { contentType: 'image/tiff' })
  add(900, 'Photograph of the rash', 'photograph.jpg', { contentType: 'image/jpeg' })
  add(350, 'Summary from the portal', 'summary.html', { contentType: 'text/html' })
  chart.document(addDays(today, -60), documentTypes.dischargeLetter, 'Discharge letter, day surgery', {
    ...from,
    fileName: 'discharge.pdf',
    note: 'Seen by Dr Fenwick',
  })
}

/** Something withheld in every area that can be marked. */
function writeConfidential(chart: Chart, context: TraitContext) {
  const { today } = context
  const day = addDays(today, -600)
  const confidential = true as const
  const visit = chart.consultation(day, { confidential })
  chart.comment(visit, 'Withheld: not to leave the practice.')
  const counselled = chart.observation(visit, symptoms.stress, { note: 'Withheld too' })
  chart.problem(visit, disorders.depression, day, { links: [counselled], confidential })
  chart.referral(visit, referrals.cardiology, { text: 'Withheld referral' })
  chart.immunisation(visit, vaccinations.shingles, 'Herpes zoster', { confidential })
  chart.document(visit, documentTypes.clinicalLetter, 'Withheld letter', { confidential })
  chart.diary(visit, diaryTerms.cervicalSmear, addDays(today, 60), { confidential })
  testsOn(chart, addDays(day, 3), ['inflammation'], context, { confidential })
}
