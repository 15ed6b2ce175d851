/** Sample patients who are hard for software: long, oddly written, oddly dated records. */
import { addDays, type LocalDate } from '@gpc/fhir'
import { yearsBefore } from '../calendar.ts'
import { visitFor } from '../care.ts'
import type { Chart } from '../chart.ts'
import { diaryTerms, documentTypes, referrals } from '../codes/administration.ts'
import { allergies } from '../codes/allergies.ts'
import { disorders, familyHistory } from '../codes/conditions.ts'
import { vaccinations } from '../codes/immunisations.ts'
import { smoking } from '../codes/measurements.ts'
import { drugs, ownEntries } from '../codes/medicines.ts'
import { conditions, courses, type Regime } from '../codes/regimes.ts'
import type { Key } from '../entries.ts'
import { give } from '../immunise.ts'
import { testsOn, urineCultureOn } from '../life.ts'
import type { InventedPatient, PartialDate } from '../model.ts'
import { type Trait, type TraitContext, withChart } from './trait.ts'

/** Entries of the long record. */
const manyEntries = 5000

const markup = 'Said "it\'s < 2 weeks & > 1 day"; <b>not bold</b> &amp; not an entity. 50% of \\n isn\'t a line break.'
const lines = 'First line\nSecond line, "quoted"\n\nFourth line; a comma, a | bar and a ~ tilde'

/** Ten thousand characters: the words over and over. */
function long(words: string): string {
  return `${words} `
    .repeat(Math.ceil(10_000 / (words.length + 1)))
    .slice(0, 9_999)
    .concat('.')
}

function every(drug: Regime['drug'], dosage: string): Regime {
  return { drug, dosage, quantity: { value: '28', unit: 'tablet' }, days: 28 }
}

/** The same texts in the other areas. */
function writeTexts(chart: Chart, day: LocalDate, words: string, context: TraitContext) {
  const visit = chart.consultation(day)
  chart.comment(visit, `${lines}\n${markup}\n${words}`)
  chart.comment(visit, long(words))
  const value = { kind: 'text' as const, text: `${words}; "as read", < 5 & > 2` }
  chart.observation(visit, smoking.ex, { note: markup, value })
  const letter = chart.document(visit, documentTypes.clinicalLetter, `Letter "${words}" & <more>`, {
    fileName: 'letter.html',
    contentType: 'text/html',
    content: { lines: [words, markup, ...lines.split('\n')] },
    note: lines,
  })
  chart.problem(visit, disorders.migraine, day, { note: markup, links: [letter] })
  chart.referral(visit, referrals.ophthalmology, { text: `${lines}\n${words}` })
  chart.diary(visit, diaryTerms.asthmaReview, addDays(context.today, 30), { note: markup })
  give(chart, day, vaccinations.influenza, 'Influenza', context.random, { note: lines })
  urineCultureOn(chart, addDays(day, 5), context)
}

/** Repeats and their issues, reviews with values and tests each year, short courses, and consultations up to the number. */
function longRecord(context: TraitContext): InventedPatient {
  const { today, random } = context
  const start = yearsBefore(today, 40)
  return withChart(context, { age: 88 }, chart => {
    chart.allergy(allergies.penicillin, addDays(start, 30))
    const therapies = conditions.flatMap(one => (one.gender === undefined ? one.therapies : []))
    for (const [at, therapy] of therapies.entries()) {
      if (chart.entries() > manyEntries - 2700) break
      const [first] = therapy
      if (first.days === 28) chart.repeat(first, addDays(start, at * 20))
    }
    const links: Key[] = []
    for (let day = addDays(start, 100); day < today; day = addDays(day, 365)) {
      const visit = chart.consultation(day)
      chart.comment(visit, 'Annual review. Medicines unchanged.')
      links.push(chart.bloodPressure(visit, random.int(118, 158), random.int(64, 94)))
      chart.observation(visit, random.pick([smoking.never, smoking.ex]))
      links.push(...testsOn(chart, addDays(day, -9), ['kidney', 'lipids'], context))
      give(chart, addDays(day, 30) < today ? addDays(day, 30) : today, vaccinations.influenza, 'Influenza', random)
      if (day > addDays(today, -400)) chart.diary(visit, diaryTerms.hypertensionReview, addDays(day, 365))
    }
    chart.problem(start, disorders.hypertension, start, { links })
    for (let day = start; chart.entries() + 4 <= manyEntries && day < today; day = addDays(day, 15)) {
      const { fromAge: _fromAge, gender: _gender, ...course } = random.pick(courses)
      if (course.days > 7) continue
      const visit = chart.consultation(day)
      chart.acute(course, day, { consultation: visit.key })
      chart.comment(visit, visitFor(course.drug.name).note)
    }
    for (let day = start; chart.entries() < manyEntries; day = addDays(day, 5)) chart.consultation(day)
  })
}

export const textTraits: readonly Trait[] = [
  {
    key: 'long-record',
    note: `A record of ${manyEntries} entries over 40 years.`,
    // In one practice only: it is by far the largest, and the files are kept in the repository.
    where: (_, practice) => practice.system === 'emis',
    build: longRecord,
  },
  {
    key: 'hard-text',
    note: 'Names and texts with apostrophes, accents, quotes, markup, line breaks and 10,000 characters.',
    build: context => {
      const { can, today } = context
      const unicode = can.encoding === 'utf-8'
      const patient = withChart(context, { age: 41, gender: 'female' }, chart => {
        const day = addDays(today, -200)
        chart.allergy(allergies.latex, day, { reaction: lines, note: markup })
        const words = unicode
          ? 'Mae’r claf yn dioddef o ŵy a ŷd, cafodd 😀 naïve café'
          : 'naïve café, façade, 5 µg at £3 – “so it says”'
        chart.allergy(allergies.pollen, addDays(day, 1), { note: long(words) })
        const dosage = unicode
          ? 'Un bob dydd; "½" tabled ≤ 2 × dydd & <bwyd> 👍'
          : 'One "½" tablet & <food>; don\'t exceed 2'
        chart.repeat({ ...every(drugs.cetirizine10, dosage) }, addDays(today, -90), { note: lines })
        writeTexts(chart, addDays(day, 20), words, context)
        const [own] = ownEntries
        if (own !== undefined) {
          const regime = {
            drug: own,
            dosage: "5ml four times a day, 'shake well'",
            quantity: { value: '100', unit: 'ml' },
            days: 5,
          }
          chart.acute(regime, addDays(today, -30))
        }
      })
      const name = unicode
        ? { given: 'Siân-Mêl', middle: 'Ŵena “Nan”', family: "O'Dŵr-Łukasiewicz" }
        : { given: 'Siân-Mél', middle: 'Zoë “Nan”', family: "O'Dœr-D'Ambrósio" }
      const address = { ...patient.address, building: 'Tŷ "Llŷn" & Co <rear>' }
      return { ...patient, ...name, ...(unicode ? { address } : {}) }
    },
  },
  {
    key: 'partial-dates',
    note: 'Entries dated by year, by month, not at all, and before 1900.',
    where: can => can.partialDates,
    build: context =>
      withChart(context, { age: 71 }, chart => {
        chart.allergy(allergies.penicillin, '1987')
        chart.allergy(allergies.peanut, '1994-06')
        chart.allergy(allergies.waspSting, undefined)
        chart.allergy(allergies.latex, '1899-12-30', { note: 'Date as it came from an old system.' })
        chart.repeat(every(drugs.amlodipine5, 'One To Be Taken Each Day'), addDays(context.today, -100))
        const day = addDays(context.today, -100)
        const dates: readonly PartialDate[] = ['1978', '1991-11', '1899-12-30']
        for (const date of dates) {
          chart.observation(day, familyHistory.hypertension, { date })
          chart.immunisation(day, vaccinations.pneumococcal, 'Pneumococcal infection', { date, elsewhere: true })
        }
        chart.problem(day, disorders.asthma, '1969', { note: 'Since childhood' })
        chart.problem(day, disorders.migraine, '1985-03', { significance: 'minor', ended: '1999-06-01' })
        chart.observation(day, familyHistory.cardiovascular, { undated: true })
        chart.problem(day, disorders.depression, undefined, { significance: 'minor', past: true })
        chart.diary(day, diaryTerms.hypertensionReview, String(Number(context.today.slice(0, 4)) + 1))
      }),
  },
]
