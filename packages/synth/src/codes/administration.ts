/** Referrals, documents, diary entries and comments, with codes that were found with these terms in public code sets and national examples. */
import { coded } from './coded.ts'

export const referrals = {
  orthopaedics: coded('referral', 'Referral to orthopaedic service', {
    sct: '183545006 Referral to orthopaedic service',
    v2: '8H54. Orthopaedic referral',
  }),
  ophthalmology: coded('referral', 'Referral to ophthalmology service', {
    sct: '183543004 Referral to ophthalmology service',
    v2: '8H52. Ophthalmological referral',
    ctv3: '8H52. Referral to ophthalmology service',
  }),
  cardiology: coded('referral', 'Referral to cardiology service', {
    sct: '183519002 Referral to cardiology service',
  }),
  physiotherapy: coded('referral', 'Referral to physiotherapist', {
    sct: '308447003 Referral to physiotherapist',
  }),
  self: coded('referral', 'Self-referral', { sct: '306098008 Self-referral', v2: '8Hh.. Self-referral' }),
} as const

export const documentTypes = {
  referralLetter: coded('document', 'Referral letter', {
    sct: '25611000000107 Referral letter',
    description: '63301000000111',
    v2: '9b0g. Referral letter',
  }),
  outpatientLetter: coded('document', 'Outpatient letter', { sct: '823681000000100 Outpatient letter' }),
  dischargeLetter: coded('document', 'Inpatient final discharge letter', {
    sct: '824331000000106 Inpatient final discharge letter',
  }),
  emergencyReport: coded('document', 'A+E report', { sct: '24561000000109 A+E report' }),
  clinicalLetter: coded('document', 'Clinical letter', { sct: '823691000000103 Clinical letter' }),
} as const

export const diaryTerms = {
  medicationReview: coded('diary', 'Medication review due', { sct: '314529007 Medication review due' }),
  asthmaReview: coded('diary', 'Asthma annual review', {
    sct: '394700004 Asthma annual review',
    v2: '66YJ. Asthma annual review',
    ctv3: 'XaIeq Asthma annual review',
  }),
  diabeticReview: coded('diary', 'Diabetic annual review', {
    sct: '170777000 Diabetic annual review',
    v2: '66AS. Diabetic annual review',
    ctv3: '66AS. Diabetic annual review',
  }),
  hypertensionReview: coded('diary', 'Hypertension annual review', {
    sct: '401118009 Hypertension annual review',
    ctv3: 'XaIyE Hypertension annual review',
  }),
  copdReview: coded('diary', 'COPD annual review', {
    sct: '394703002 Chronic obstructive pulmonary disease annual review',
    v2: '66YM. COPD annual review',
    ctv3: 'XaIet Chronic obstructive pulmonary disease annual review',
  }),
  cervicalSmear: coded('diary', 'Cervical smear due', {
    sct: '171164006 Cervical smear due',
    v2: '685F. Cervical smear due',
  }),
} as const

export const procedures = {
  medicationReviewDone: coded('procedure', 'Medication review done', {
    sct: '314530002 Medication review done',
    v2: '8B3V. Medication review done',
    ctv3: 'XaF8d Medication review done',
  }),
} as const

export const commentNote = coded('comment', 'Comment note', {
  sct: '37331000000100 Comment note',
  description: '87901000000115',
})

/** An entry of the practice's own dictionary, known to no other. */
export const ownTerm = coded('administration', 'Invited to walking group', {})
