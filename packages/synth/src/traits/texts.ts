/** Sample patients who are hard for software: long, oddly written, oddly dated records. */
import { addDays } from '@gpc/fhir'
import { yearsBefore } from '../calendar.ts'
import { allergies } from '../codes/allergies.ts'
import { drugs, ownEntries } from '../codes/medicines.ts'
import { conditions, courses, type Regime } from '../codes/regimes.ts'
import { type Trait, withChart } from './trait.ts'

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

export const textTraits: readonly Trait[] = [
  {
    key: 'long-record',
    note: `A record of ${manyEntries} entries over 40 years.`,
    // In one practice only: it is by far the largest, and the files are kept in the repository.
    where: (_, practice) => practice.system === 'emis',
    build: context =>
      withChart(context, { age: 88 }, chart => {
        const start = yearsBefore(context.today, 40)
        chart.allergy(allergies.penicillin, addDays(start, 30))
        const therapies = conditions.flatMap(one => (one.gender === undefined ? one.therapies : []))
        for (const [at, therapy] of therapies.entries()) {
          if (chart.size() > manyEntries - 700) break
          const [first] = therapy
          if (first.days === 28) chart.repeat(first, addDays(start, at * 20))
        }
        for (let day = start; chart.size() + 3 <= manyEntries && day < context.today; day = addDays(day, 9)) {
          const { fromAge: _fromAge, gender: _gender, ...course } = context.random.pick(courses)
          if (course.days <= 7) chart.acute(course, day)
        }
        for (let day = start; chart.size() < manyEntries; day = addDays(day, 5)) chart.consultation(day)
      }),
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
      }),
  },
]
