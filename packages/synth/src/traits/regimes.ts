/** Medicines and allergies that several sample patients have. */
import { addDays } from '@gpc/fhir'
import type { Chart } from '../chart.ts'
import { allergies } from '../codes/allergies.ts'
import { drugs } from '../codes/medicines.ts'
import type { Regime } from '../codes/regimes.ts'
import type { AllergyTerm } from '../model.ts'
import type { TraitContext } from './trait.ts'

export const amlodipine5: Regime = given(drugs.amlodipine5, 'One To Be Taken Each Day', '28', 'tablet', 28)
export const amlodipine10: Regime = given(drugs.amlodipine10, 'One To Be Taken Each Day', '28', 'tablet', 28)
export const omeprazole: Regime = given(drugs.omeprazole20, 'One To Be Taken Each Day', '28', 'capsule', 28)
export const salbutamol: Regime = given(drugs.salbutamol, 'Inhale 1 To 2 Doses When Required', '1', 'inhaler', 56)
export const sertraline: Regime = given(drugs.sertraline50, 'One To Be Taken Each Day', '28', 'tablet', 28)
export const atorvastatin: Regime = given(drugs.atorvastatin20, 'One To Be Taken At Night', '28', 'tablet', 28)
export const methotrexate: Regime = given(drugs.methotrexate2_5, 'Six Once A Week On The Same Day', '24', 'tablet', 28)
export const amoxicillin: Regime = given(drugs.amoxicillin500, 'One To Be Taken Three Times A Day', '15', 'capsule', 5)
export const naproxen: Regime = given(drugs.naproxen500, 'One To Be Taken Twice A Day With Food', '28', 'tablet', 14)
export const prednisolone: Regime = given(drugs.prednisolone5, 'Six To Be Taken Each Morning', '30', 'tablet', 5)

function given(drug: Regime['drug'], dosage: string, value: string, unit: string, days: number): Regime {
  return { drug, dosage, quantity: { value, unit }, days }
}

/** An allergy that has ended, if the format can say so of such a one. */
export function endedAllergy(chart: Chart, { can, today }: TraitContext, concept: AllergyTerm, daysAgo: number) {
  if (can.endedAllergies === 'all' || (can.endedAllergies === 'drug' && concept.drug)) {
    const ended = { date: addDays(today, -Math.floor(daysAgo / 3)) }
    chart.allergy(concept, addDays(today, -daysAgo), { ended })
  }
}

/** Current and ended allergies, to drugs and other things. */
export function someAllergies(chart: Chart, context: TraitContext) {
  const day = (daysAgo: number) => addDays(context.today, -daysAgo)
  const penicillin = chart.allergy(allergies.penicillin, day(3650), {
    severity: 'severe',
    certainty: 'definite',
    reaction: 'Widespread rash',
  })
  const peanut = chart.allergy(allergies.peanut, day(2200), {
    severity: 'life-threatening',
    note: 'Carries an adrenaline pen.',
  })
  endedAllergy(chart, context, allergies.aspirin, 1900)
  return { penicillin, peanut }
}
