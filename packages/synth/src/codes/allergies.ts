/**
 * Allergies with their SNOMED CT concepts, description ids, and Read v2 and CTV3 codes where the pairing could be found in national
 * test messages or public code sets; a code that couldn't be checked isn't here. Each id passes its check digit (codes.test.ts).
 */
import type { AllergyTerm } from '../model.ts'

export const allergies = {
  penicillin: {
    text: 'Allergy to penicillin',
    drug: true,
    substance: 'Penicillin',
    snomed: { code: '91936005', term: 'Allergy to penicillin', descriptionId: '152307010' },
    readV2: { code: '14L1.', term: 'H/O: penicillin allergy' },
  },
  aspirin: {
    text: 'Aspirin allergy',
    drug: true,
    substance: 'Aspirin',
    snomed: { code: '293586001', term: 'Allergy to aspirin', descriptionId: '433808014' },
    readV2: { code: '14LK.', term: 'H/O: aspirin allergy' },
    ctv3: { code: 'Xa5dq', term: 'Aspirin allergy' },
  },
  warfarin: {
    text: 'Warfarin allergy',
    drug: true,
    substance: 'Warfarin',
    snomed: { code: '294881007', term: 'Allergy to warfarin', descriptionId: '435198016' },
    readV2: { code: '14LP.', term: 'H/O: warfarin allergy' },
  },
  erythromycin: {
    text: 'H/O: erythromycin allergy',
    drug: true,
    substance: 'Erythromycin',
    snomed: { code: '161600004', term: 'H/O: erythromycin allergy' },
    readV2: { code: '14LA.', term: 'H/O: erythromycin allergy' },
  },
  antibiotic: {
    text: 'H/O: antibiotic allergy NOS',
    drug: true,
    substance: 'Antibiotic',
    snomed: { code: '562141000000103', term: 'H/O: antibiotic allergy NOS' },
    readV2: { code: '14L2.', term: 'H/O: antibiotic allergy NOS' },
  },
  calciumAndVitaminD: {
    text: 'H/O: combined calcium and vitamin D3 preparation allergy',
    drug: true,
    substance: 'Calcium and vitamin D3',
    snomed: { code: '417424008', term: 'H/O: combined calcium and vitamin D3 preparation allergy' },
    readV2: { code: '14LS.', term: 'H/O: combined calcium and vitamin D3 preparation allergy' },
  },
  paracetamol: {
    text: 'Paracetamol allergy',
    drug: true,
    substance: 'Paracetamol',
    snomed: { code: '293584003', term: 'Paracetamol allergy' },
  },
  amoxicillin: {
    text: 'Amoxycillin adverse reaction',
    drug: true,
    substance: 'Amoxicillin',
    snomed: { code: '292967008', term: 'Amoxycillin adverse reaction' },
  },
  trimethoprim: {
    text: 'Trimethoprim adverse reaction',
    drug: true,
    substance: 'Trimethoprim',
    snomed: { code: '292939004', term: 'Trimethoprim adverse reaction', descriptionId: '433104013' },
  },
  simvastatin: {
    text: 'Adverse reaction caused by simvastatin',
    drug: true,
    substance: 'Simvastatin',
    snomed: { code: '293433001', term: 'Adverse reaction caused by simvastatin', descriptionId: '3321965015' },
  },
  metformin: {
    text: 'Allergy to metformin',
    drug: true,
    substance: 'Metformin',
    snomed: { code: '294740006', term: 'Allergy to metformin' },
  },
  influenzaVaccine: {
    text: 'Influenza vaccine allergy',
    drug: true,
    substance: 'Influenza vaccine',
    snomed: { code: '294647003', term: 'Allergy to Influenza virus vaccine', descriptionId: '434938013' },
  },
  peanut: {
    text: 'Peanut allergy',
    drug: false,
    substance: 'Peanut',
    snomed: { code: '91935009', term: 'Allergy to peanut', descriptionId: '152306018' },
    readV2: { code: 'SN582', term: 'Peanut allergy' },
  },
  egg: {
    text: 'Egg allergy',
    drug: false,
    substance: 'Egg',
    snomed: { code: '91930004', term: 'Allergy to edible egg', descriptionId: '152299016' },
    readV2: { code: 'SN580', term: 'Egg allergy' },
  },
  latex: {
    text: 'Latex allergy',
    drug: false,
    substance: 'Latex',
    snomed: { code: '300916003', term: 'Allergy to latex', descriptionId: '442112014' },
    readV2: { code: 'SN531', term: 'Latex allergy' },
  },
  waspSting: {
    text: 'Allergic reaction to wasp sting',
    drug: false,
    substance: 'Wasp sting',
    snomed: { code: '300909004', term: 'Allergic reaction to wasp sting', descriptionId: '442105017' },
    readV2: { code: 'SN592', term: 'Allergic reaction to wasp sting' },
  },
  pollen: {
    text: 'Allergic rhinitis due to pollens',
    drug: false,
    substance: 'Pollen',
    snomed: { code: '21719001', term: 'Allergic rhinitis due to pollens', descriptionId: '481104016' },
    readV2: { code: 'H170.', term: 'Allergic rhinitis due to pollens' },
    ctv3: { code: 'XE2QI', term: 'Allergic rhinitis due to pollens' },
  },
  horseDander: {
    text: 'Allergy to horse dander',
    drug: false,
    substance: 'Horse dander',
    snomed: { code: '419063004', term: 'Allergy to horse dander' },
  },
  chocolate: {
    text: 'Allergy to chocolate',
    drug: false,
    substance: 'Chocolate',
    snomed: { code: '300912001', term: 'Allergy to chocolate' },
  },
  cowsMilk: {
    text: 'Intolerance to cow milk',
    drug: false,
    substance: 'Cow milk',
    snomed: { code: '738069006', term: 'Intolerance to cow milk' },
  },
} as const satisfies Record<string, AllergyTerm>

export const noKnownAllergy: AllergyTerm = {
  text: 'No known allergy',
  drug: false,
  snomed: { code: '716186003', term: 'No known allergy', descriptionId: '3304950010' },
}
