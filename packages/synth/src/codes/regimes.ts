/** How medicines are usually given: dosages, quantities and durations, by what they are for. Invented records only. */
import type { Drug, Gender } from '../model.ts'
import { drugs as d } from './medicines.ts'

export interface Regime {
  readonly drug: Drug
  readonly dosage: string
  readonly quantity: { readonly value: string; readonly unit: string }
  /** Days that one issue lasts. */
  readonly days: number
}

export interface Condition {
  readonly name: string
  /** Of a hundred people of the right age and gender. */
  readonly perHundred: number
  readonly fromAge: number
  readonly toAge?: number
  readonly gender?: Gender
  /** Each therapy's steps, one after the other as the dose changes. */
  readonly therapies: readonly (readonly [Regime, ...Regime[]])[]
}

function regime(drug: Drug, dosage: string, value: string, unit: string, days: number): Regime {
  return { drug, dosage, quantity: { value, unit }, days }
}

const daily = 'One To Be Taken Each Day'
const tablets = (drug: Drug, dosage = daily, value = '28') => regime(drug, dosage, value, 'tablet', 28)
const capsules = (drug: Drug, dosage = daily, value = '28') => regime(drug, dosage, value, 'capsule', 28)
const twice = 'One To Be Taken Twice A Day'

export const conditions: readonly Condition[] = [
  {
    name: 'hypertension',
    perHundred: 28,
    fromAge: 45,
    therapies: [
      [tablets(d.amlodipine5), tablets(d.amlodipine10)],
      [capsules(d.ramipril2_5), capsules(d.ramipril5), capsules(d.ramipril10)],
    ],
  },
  {
    name: 'hypertension, ACE inhibitor not tolerated',
    perHundred: 6,
    fromAge: 50,
    therapies: [
      [tablets(d.losartan50), tablets(d.losartan100)],
      [tablets(d.indapamide2_5, 'One To Be Taken Each Morning')],
      [tablets(d.doxazosin4)],
    ],
  },
  {
    name: 'raised cholesterol',
    perHundred: 20,
    fromAge: 50,
    therapies: [
      [tablets(d.simvastatin40, 'One To Be Taken At Night'), tablets(d.atorvastatin20), tablets(d.atorvastatin40)],
    ],
  },
  {
    name: 'ischaemic heart disease',
    perHundred: 8,
    fromAge: 60,
    therapies: [
      [tablets(d.aspirin75), tablets(d.clopidogrel75)],
      [tablets(d.bisoprolol2_5), tablets(d.bisoprolol5)],
      [tablets(d.atorvastatin80)],
    ],
  },
  {
    name: 'heart failure',
    perHundred: 4,
    fromAge: 70,
    therapies: [[tablets(d.furosemide40, 'One To Be Taken Each Morning'), tablets(d.furosemide40, twice, '56')]],
  },
  {
    name: 'atrial fibrillation',
    perHundred: 5,
    fromAge: 65,
    therapies: [
      [tablets(d.warfarin3, 'As Directed By The Anticoagulation Clinic'), tablets(d.apixaban5, twice, '56')],
      [tablets(d.digoxin125)],
    ],
  },
  {
    name: 'type 2 diabetes',
    perHundred: 9,
    fromAge: 40,
    therapies: [
      [
        tablets(d.metformin500, 'One To Be Taken Twice A Day With Meals', '56'),
        tablets(d.metformin500, 'One To Be Taken Three Times A Day With Meals', '84'),
        tablets(d.metformin850, 'One To Be Taken Twice A Day With Meals', '56'),
      ],
      [tablets(d.gliclazide80), tablets(d.sitagliptin100), tablets(d.empagliflozin10)],
    ],
  },
  {
    name: 'type 1 diabetes',
    perHundred: 0.6,
    fromAge: 10,
    therapies: [
      [
        regime(d.glargine, 'Inject 14 Units Once A Day', '5', 'pre-filled disposable injection', 56),
        regime(d.glargine, 'Inject 18 Units Once A Day', '5', 'pre-filled disposable injection', 56),
      ],
    ],
  },
  {
    name: 'asthma',
    perHundred: 9,
    fromAge: 6,
    therapies: [
      [regime(d.salbutamol, 'Inhale 1 To 2 Doses When Required', '1', 'inhaler', 56)],
      [
        regime(d.beclometasone, 'Inhale 1 Dose Twice A Day', '1', 'inhaler', 56),
        regime(d.beclometasone, 'Inhale 2 Doses Twice A Day', '1', 'inhaler', 56),
      ],
    ],
  },
  {
    name: 'depression',
    perHundred: 8,
    fromAge: 18,
    therapies: [[tablets(d.sertraline50), tablets(d.sertraline100)]],
  },
  {
    name: 'depression with poor sleep',
    perHundred: 3,
    fromAge: 25,
    therapies: [
      [tablets(d.citalopram10), tablets(d.citalopram20), tablets(d.mirtazapine30, 'One To Be Taken At Night')],
    ],
  },
  {
    name: 'underactive thyroid',
    perHundred: 4,
    fromAge: 30,
    therapies: [[tablets(d.levothyroxine25), tablets(d.levothyroxine50), tablets(d.levothyroxine100)]],
  },
  {
    name: 'epilepsy',
    perHundred: 0.9,
    fromAge: 8,
    therapies: [
      [tablets(d.lamotrigine50, twice, '56'), tablets(d.lamotrigine100, twice, '56')],
      [tablets(d.levetiracetam500, twice, '56')],
    ],
  },
  {
    name: 'reflux',
    perHundred: 12,
    fromAge: 35,
    therapies: [[capsules(d.omeprazole20), capsules(d.lansoprazole30)]],
  },
  {
    name: 'osteoarthritis',
    perHundred: 12,
    fromAge: 55,
    therapies: [
      [
        tablets(d.paracetamol500, 'Two To Be Taken Up To Four Times A Day When Required', '100'),
        tablets(d.coCodamol30, 'One Or Two To Be Taken Up To Four Times A Day When Required', '100'),
      ],
    ],
  },
  {
    name: 'neuropathic pain',
    perHundred: 3,
    fromAge: 40,
    therapies: [[tablets(d.amitriptyline10, 'One To Be Taken At Night')]],
  },
  {
    name: 'gout',
    perHundred: 3,
    fromAge: 45,
    gender: 'male',
    therapies: [[tablets(d.allopurinol100), tablets(d.allopurinol300)]],
  },
  {
    name: 'prostate enlargement',
    perHundred: 12,
    fromAge: 60,
    gender: 'male',
    therapies: [[capsules(d.tamsulosin400)], [tablets(d.finasteride5)]],
  },
  {
    name: 'contraception',
    perHundred: 22,
    fromAge: 17,
    toAge: 48,
    gender: 'female',
    therapies: [
      [
        regime(d.combinedPill, 'One To Be Taken Each Day For 21 Days', '63', 'tablet', 84),
        regime(d.desogestrel75, 'One To Be Taken Each Day', '84', 'tablet', 84),
      ],
    ],
  },
  {
    name: 'osteoporosis',
    perHundred: 8,
    fromAge: 68,
    gender: 'female',
    therapies: [[regime(d.alendronicAcid70, 'One To Be Taken Once A Week', '4', 'tablet', 28)]],
  },
  {
    name: 'rheumatoid arthritis',
    perHundred: 1,
    fromAge: 35,
    therapies: [
      [regime(d.methotrexate2_5, 'Six To Be Taken Once A Week On The Same Day', '24', 'tablet', 28)],
      [regime(d.folicAcid5, 'One To Be Taken Once A Week, Not On The Methotrexate Day', '4', 'tablet', 28)],
    ],
  },
  {
    name: 'glaucoma',
    perHundred: 2,
    fromAge: 60,
    therapies: [[regime(d.latanoprost, 'One Drop At Night In Both Eyes', '2.5', 'ml', 28)]],
  },
  { name: 'dementia', perHundred: 6, fromAge: 78, therapies: [[tablets(d.donepezil10, 'One To Be Taken At Night')]] },
  {
    name: 'eczema',
    perHundred: 5,
    fromAge: 1,
    therapies: [[regime(d.clobetasoneCream, 'Apply Thinly Twice A Day', '30', 'gram', 28)]],
  },
  { name: 'hay fever', perHundred: 8, fromAge: 6, therapies: [[regime(d.cetirizine10, daily, '30', 'tablet', 30)]] },
]

export interface Course extends Regime {
  readonly fromAge: number
  readonly gender?: Gender
}

/** Short courses, acute. */
export const courses: readonly Course[] = [
  { ...regime(d.amoxicillin500, 'One To Be Taken Three Times A Day', '15', 'capsule', 5), fromAge: 8 },
  { ...regime(d.flucloxacillin500, 'One To Be Taken Four Times A Day', '28', 'capsule', 7), fromAge: 10 },
  { ...regime(d.clarithromycin500, twice, '14', 'tablet', 7), fromAge: 12 },
  { ...regime(d.doxycycline100, 'Two On The First Day Then One Each Day', '8', 'capsule', 7), fromAge: 12 },
  { ...regime(d.phenoxymethylpenicillin250, 'Two To Be Taken Four Times A Day', '40', 'tablet', 5), fromAge: 6 },
  { ...regime(d.nitrofurantoin100, twice, '6', 'capsule', 3), fromAge: 16, gender: 'female' },
  { ...regime(d.trimethoprim200, twice, '14', 'tablet', 7), fromAge: 14, gender: 'male' },
  {
    ...regime(
      d.chloramphenicolDrops,
      'One Drop To Be Used Every Two Hours For Two Days Then Four Times A Day',
      '10',
      'ml',
      5,
    ),
    fromAge: 2,
  },
  { ...regime(d.prednisolone5, 'Six To Be Taken Each Morning', '30', 'tablet', 5), fromAge: 12 },
  { ...regime(d.naproxen500, 'One To Be Taken Twice A Day With Or After Food', '28', 'tablet', 14), fromAge: 18 },
  {
    ...regime(d.ibuprofen400, 'One To Be Taken Three Times A Day With Or After Food', '42', 'tablet', 14),
    fromAge: 14,
  },
  { ...regime(d.codeine30, 'One To Be Taken Up To Four Times A Day When Required', '28', 'tablet', 7), fromAge: 18 },
  { ...regime(d.diazepam2, 'One To Be Taken Up To Three Times A Day When Required', '9', 'tablet', 3), fromAge: 18 },
  { ...regime(d.hydrocortisoneCream, 'Apply Thinly Twice A Day', '15', 'gram', 14), fromAge: 1 },
  { ...regime(d.betamethasoneCream, 'Apply Thinly Once A Day', '30', 'gram', 14), fromAge: 12 },
  { ...regime(d.loratadine10, daily, '30', 'tablet', 30), fromAge: 6 },
  { ...regime(d.ferrousFumarate210, twice, '56', 'tablet', 28), fromAge: 12 },
]
