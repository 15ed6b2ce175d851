/** Laboratory panels: invented results that hang together over the years. */
import { addDays, type LocalDate } from '@gpc/fhir'
import { specimens, testGroups, tests } from './codes/laboratory.ts'
import type { ReportDraft } from './entries.ts'
import type { CodedTerm, InventedResult } from './model.ts'
import type { Random } from './random.ts'

interface Test {
  readonly concept: CodedTerm
  readonly mean: number
  readonly spread: number
  readonly decimals: number
  readonly unit: string
  readonly low?: string
  readonly high?: string
}

export interface Panel {
  readonly concept: CodedTerm
  /** Results stand below a group of this name; absent: alone. */
  readonly group?: CodedTerm
  readonly specimen: CodedTerm
  readonly tests: readonly Test[]
}

function test(
  concept: CodedTerm,
  mean: number,
  spread: number,
  decimals: number,
  unit: string,
  [low, high]: readonly [low?: string | undefined, high?: string | undefined] = [],
): Test {
  return {
    concept,
    mean,
    spread,
    decimals,
    unit,
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  }
}

const grouped = (group: CodedTerm, specimen: CodedTerm, ...of: readonly Test[]): Panel => ({
  concept: group,
  group,
  specimen,
  tests: of,
})
const single = (specimen: CodedTerm, of: Test): Panel => ({ concept: of.concept, specimen, tests: [of] })

const { serum, blood, urine } = specimens

export const panels = {
  bloodCount: grouped(
    testGroups.fullBloodCount,
    blood,
    test(tests.haemoglobin, 138, 11, 0, 'g/L', ['115', '165']),
    test(tests.whiteCells, 6.9, 1.5, 1, '10*9/L', ['4.0', '11.0']),
    test(tests.platelets, 252, 50, 0, '10*9/L', ['150', '400']),
    test(tests.redCells, 4.6, 0.4, 2, '10*12/L', ['3.80', '5.80']),
    test(tests.meanCellVolume, 90, 4, 1, 'fL', ['80.0', '100.0']),
    test(tests.neutrophils, 4.1, 1.2, 1, '10*9/L', ['2.0', '7.5']),
  ),
  kidney: grouped(
    testGroups.ureaAndElectrolytes,
    serum,
    test(tests.sodium, 140, 2, 0, 'mmol/L', ['133', '146']),
    test(tests.potassium, 4.4, 0.4, 1, 'mmol/L', ['3.5', '5.3']),
    test(tests.urea, 5.6, 1.5, 1, 'mmol/L', ['2.5', '7.8']),
    test(tests.creatinine, 78, 13, 0, 'umol/L', ['45', '104']),
    test(tests.filtrationRate, 76, 11, 0, 'mL/min/1.73m*2', ['60']),
  ),
  liver: grouped(
    testGroups.liverFunction,
    serum,
    test(tests.bilirubin, 10, 4, 0, 'umol/L', [undefined, '21']),
    test(tests.alt, 27, 9, 0, 'U/L', [undefined, '41']),
    test(tests.alkalinePhosphatase, 82, 18, 0, 'U/L', ['30', '130']),
    test(tests.albumin, 42, 3, 0, 'g/L', ['35', '50']),
  ),
  lipids: grouped(
    testGroups.lipids,
    serum,
    test(tests.cholesterol, 5.0, 0.8, 1, 'mmol/L'),
    test(tests.hdl, 1.4, 0.3, 1, 'mmol/L'),
    test(tests.ldl, 2.9, 0.7, 1, 'mmol/L'),
    test(tests.triglycerides, 1.5, 0.5, 1, 'mmol/L', [undefined, '2.3']),
    test(tests.cholesterolRatio, 3.8, 0.7, 1, '1'),
  ),
  hba1c: single(blood, test(tests.hba1c, 37, 3, 0, 'mmol/mol', ['20', '42'])),
  diabeticHba1c: single(blood, test(tests.hba1c, 57, 8, 0, 'mmol/mol', ['20', '42'])),
  thyroid: {
    ...single(serum, test(tests.tsh, 2.6, 1.1, 2, 'mu/L', ['0.27', '4.20'])),
    tests: [
      test(tests.tsh, 2.6, 1.1, 2, 'mu/L', ['0.27', '4.20']),
      test(tests.freeT4, 15.2, 2, 1, 'pmol/L', ['12.0', '22.0']),
    ],
  },
  inflammation: single(serum, test(tests.crp, 6, 5, 0, 'mg/L', [undefined, '5'])),
  iron: single(serum, test(tests.ferritin, 95, 60, 0, 'ug/L', ['15', '300'])),
  albuminuria: single(urine, test(tests.albuminCreatinine, 2.2, 1.6, 1, 'mg/mmol', [undefined, '3.0'])),
  clotting: single(blood, test(tests.inr, 2.5, 0.4, 1, '1', ['2.0', '3.0'])),
} as const satisfies Readonly<Record<string, Panel>>

export type PanelName = keyof typeof panels

export interface ReportContext {
  readonly random: Random
  readonly nextKey: () => number
  /** Who asked for it and files it: key of staff. */
  readonly by: number
  readonly laboratory: string
}

const filings = [
  'Normal, no action',
  'Satisfactory',
  'Normal for this patient',
  'Abnormal but expected',
  'Discuss at next review',
]

/** A report of panels on blood taken on a day, issued a day or two later. `today` is the last day that it can be issued and filed. */
export function reportOf(
  names: readonly PanelName[],
  taken: LocalDate,
  today: LocalDate,
  context: ReportContext,
): ReportDraft {
  const { random, nextKey, by, laboratory } = context
  const chosen = names.map(name => panels[name])
  const [first] = chosen
  if (first === undefined) throw new RangeError('A report needs a panel.')
  const day = (days: number) => (addDays(taken, days) <= today ? addDays(taken, days) : today)
  const [issued, filed] = [day(1), day(random.int(1, 3))]
  const used = [...new Set(chosen.map(panel => panel.specimen))]
  const drawn = used.map((concept, at) => ({
    key: nextKey(),
    accession: `${taken.slice(2, 4)}${taken.slice(5, 7)}${taken.slice(8)}-${random.int(100_000, 999_999)}-${at + 1}`,
    concept,
    collected: `${taken}T09:${random.int(10, 59)}:00`,
    received: `${taken}T15:${random.int(10, 59)}:00`,
  }))
  const results = chosen.flatMap((panel): readonly InventedResult[] => {
    const specimen = drawn.find(one => one.concept === panel.specimen)?.key
    const of = { date: taken, ...(specimen === undefined ? {} : { specimen }), filingComments: [] }
    const single = panel.tests.map(one => resultOf(one, random, { key: nextKey(), ...of }))
    return panel.group === undefined ? single : [{ key: nextKey(), concept: panel.group, ...of, results: single }]
  })
  return {
    concept: first.concept,
    reportId: `ZZ${random.int(10_000_000, 99_999_999)}`,
    laboratory,
    issued: `${issued}T16:${random.int(10, 59)}:00`,
    filed: true,
    request: { by, date: taken, concept: first.concept },
    specimens: drawn,
    results,
    filingComments: [
      { key: nextKey(), text: random.pick(filings), filedAt: `${filed}T17:${random.int(10, 59)}:00`, by },
    ],
  }
}

function resultOf(
  { concept, mean, spread, decimals, unit, low, high }: Test,
  random: Random,
  of: Omit<InventedResult, 'concept' | 'value' | 'results'>,
): InventedResult {
  const drawn = mean + spread * (random.next() + random.next() + random.next() - 1.5) * 1.6
  const value = Math.max(drawn, 10 ** -decimals).toFixed(decimals)
  const abnormal =
    high !== undefined && Number(value) > Number(high)
      ? 'high'
      : low !== undefined && Number(value) < Number(low)
        ? 'low'
        : undefined
  return {
    ...of,
    concept,
    value: {
      kind: 'quantity',
      value,
      unit,
      ...(low === undefined ? {} : { low }),
      ...(high === undefined ? {} : { high }),
    },
    ...(abnormal === undefined ? {} : { abnormal }),
    results: [],
  }
}

/** A urine culture, in the laboratory's words alone. */
export function cultureOf(taken: LocalDate, today: LocalDate, context: ReportContext): ReportDraft {
  const draft = reportOf(['albuminuria'], taken, today, context)
  const [specimen] = draft.specimens
  return {
    ...draft,
    concept: tests.culture,
    results: [
      {
        key: context.nextKey(),
        concept: tests.culture,
        date: taken,
        ...(specimen === undefined ? {} : { specimen: specimen.key }),
        value: { kind: 'text', text: 'No significant growth' },
        laboratoryText:
          'Microscopy\n  White cells   <10 x 10^6/L\n  Organisms     not seen\n\nCulture\n  No significant growth after 24 hours',
        filingComments: [],
        results: [],
      },
    ],
  }
}
