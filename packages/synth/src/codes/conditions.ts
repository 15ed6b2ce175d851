/** Disorders, symptoms and history, with codes that were found with these terms in public code sets and national test messages. */
import { coded } from './coded.ts'

export const disorders = {
  hypertension: coded('disorder', 'Essential hypertension', {
    sct: '59621000 Essential hypertension',
    v2: 'G20.. Essential hypertension',
    ctv3: 'XE0Uc Essential hypertension',
  }),
  type2Diabetes: coded('disorder', 'Type 2 diabetes mellitus', {
    sct: '44054006 Type 2 diabetes mellitus',
    v2: 'C10F. Type 2 diabetes mellitus',
    ctv3: 'X40J5 Type II diabetes mellitus',
  }),
  type1Diabetes: coded('disorder', 'Type 1 diabetes mellitus', {
    sct: '46635009 Type 1 diabetes mellitus',
    v2: 'C10E. Type 1 diabetes mellitus',
    ctv3: 'X40J4 Type I diabetes mellitus',
  }),
  hypercholesterolaemia: coded('disorder', 'Pure hypercholesterolaemia', {
    sct: '267432004 Pure hypercholesterolaemia',
    v2: 'C320. Pure hypercholesterolaemia',
  }),
  ischaemicHeartDisease: coded('disorder', 'Ischaemic heart disease', {
    sct: '414545008 Ischaemic heart disease',
    description: '2534664018',
    v2: 'G3... Ischaemic heart disease',
    ctv3: 'XE2uV Ischaemic heart disease',
  }),
  myocardialInfarction: coded('disorder', 'Acute myocardial infarction', {
    sct: '57054005 Acute myocardial infarction',
    v2: 'G30.. Acute myocardial infarction',
  }),
  heartFailure: coded('disorder', 'Heart failure', {
    sct: '84114007 Heart failure',
    v2: 'G58.. Heart failure',
    ctv3: 'G58.. Heart failure',
  }),
  atrialFibrillation: coded('disorder', 'Atrial fibrillation', {
    sct: '49436004 Atrial fibrillation',
    v2: 'G5730 Atrial fibrillation',
    ctv3: 'G5730 Atrial fibrillation',
  }),
  asthma: coded('disorder', 'Asthma', {
    sct: '195967001 Asthma',
    description: '301485011',
    v2: 'H33.. Asthma',
    ctv3: 'H33.. Asthma',
  }),
  copd: coded('disorder', 'Chronic obstructive pulmonary disease', {
    sct: '13645005 Chronic obstructive lung disease',
    v2: 'H3... Chronic obstructive pulmonary disease',
    ctv3: 'H3... Chronic obstructive lung disease',
  }),
  depression: coded('disorder', 'Depressive disorder', {
    sct: '35489007 Depressive disorder',
    v2: 'E2B.. Depressive disorder NEC',
    ctv3: 'E2B.. Depressive disorder NEC',
  }),
  anxiety: coded('disorder', 'Anxiety disorder', {
    sct: '197480006 Anxiety disorder',
    description: '303689015',
    v2: 'E200. Anxiety states',
    ctv3: 'E200. Anxiety disorder',
  }),
  hypothyroidism: coded('disorder', 'Acquired hypothyroidism', {
    sct: '111566002 Acquired hypothyroidism',
    v2: 'C04.. Acquired hypothyroidism',
    ctv3: 'XE108 Acquired hypothyroidism',
  }),
  epilepsy: coded('disorder', 'Epilepsy', {
    sct: '84757009 Epilepsy',
    v2: 'F25.. Epilepsy',
    ctv3: 'F25.. Epilepsy',
  }),
  reflux: coded('disorder', 'Gastro-oesophageal reflux disease', {
    sct: '235595009 Gastro-oesophageal reflux disease',
  }),
  kneeOsteoarthritis: coded('disorder', 'Osteoarthritis of knee', {
    sct: '239873007 Osteoarthritis of knee',
    v2: 'N05zL Osteoarthritis NOS, of knee',
    ctv3: 'X703L Osteoarthritis of knee',
  }),
  gout: coded('disorder', 'Gout', {
    sct: '90560007 Gout',
    description: '150085018',
    v2: 'C34.. Gout',
  }),
  prostateEnlargement: coded('disorder', 'Benign prostatic hyperplasia', {
    sct: '266569009 Benign prostatic hyperplasia',
    v2: 'K20.. Benign prostatic hypertrophy',
    ctv3: 'XE0e6 Benign prostatic hyperplasia',
  }),
  osteoporosis: coded('disorder', 'Osteoporosis', {
    sct: '64859006 Osteoporosis',
    v2: 'N330. Osteoporosis',
    ctv3: 'N330. Osteoporosis',
  }),
  rheumatoidArthritis: coded('disorder', 'Rheumatoid arthritis', {
    sct: '69896004 Rheumatoid arthritis',
    description: '116082011',
    v2: 'N040. Rheumatoid arthritis',
    ctv3: 'N040. Rheumatoid arthritis',
  }),
  glaucoma: coded('disorder', 'Glaucoma', {
    sct: '23986001 Glaucoma',
    v2: 'F45.. Glaucoma',
    ctv3: 'F45.. Glaucoma',
  }),
  alzheimers: coded('disorder', "Alzheimer's disease", {
    sct: "26929004 Alzheimer's disease",
    v2: "F110. Alzheimer's disease",
    ctv3: "F110. Alzheimer's disease",
  }),
  eczema: coded('disorder', 'Atopic dermatitis', {
    sct: '24079001 Atopic dermatitis',
    v2: 'M111. Atopic dermatitis/eczema',
  }),
  hayFever: coded('disorder', 'Allergic rhinitis', {
    sct: '61582004 Allergic rhinitis',
    description: '102311013',
    v2: 'H17.. Allergic rhinitis',
  }),
  kidneyDisease3: coded('disorder', 'Chronic kidney disease stage 3', {
    sct: '433144002 Chronic kidney disease stage 3',
    v2: '1Z12. Chronic kidney disease stage 3',
    ctv3: 'XaLHI Chronic kidney disease stage 3',
  }),
  migraine: coded('disorder', 'Migraine', {
    sct: '37796009 Migraine',
    v2: 'F26.. Migraine',
    ctv3: 'F26.. Migraine',
  }),
  urinaryInfection: coded('disorder', 'Urinary tract infection', {
    sct: '68566005 Urinary tract infectious disease',
    v2: 'K1905 Urinary tract infection',
  }),
  tonsillitis: coded('disorder', 'Acute tonsillitis', {
    sct: '17741008 Acute tonsillitis',
    v2: 'H03.. Acute tonsillitis',
    ctv3: 'H03.. Acute tonsillitis',
  }),
  sinusitis: coded('disorder', 'Chronic sinusitis', {
    sct: '40055000 Chronic sinusitis',
    description: '66718013',
    v2: 'H13.. Chronic sinusitis',
    ctv3: 'H13.. Chronic sinusitis',
  }),
} as const

export const symptoms = {
  tiredness: coded('symptom', 'Tired all the time', {
    sct: '267032009 Tired all the time',
    description: '397879018',
    v2: '1683. Tired all the time',
  }),
  abdominalPain: coded('symptom', 'Abdominal pain', {
    sct: '21522001 Abdominal pain',
    description: '36112013',
    v2: '1969. Abdominal pain',
    ctv3: '1969. Abdominal pain',
  }),
  lowBackPain: coded('symptom', 'C/O - low back pain', {
    sct: '161894002 Complaining of low back pain',
    v2: '16C5. C/O - low back pain',
    ctv3: '16C5. C/O - low back pain',
  }),
  headache: coded('symptom', 'Headache', {
    sct: '25064002 Headache',
    v2: '1B1G. Headache',
    ctv3: 'XE0rh Headache',
  }),
  cough: coded('symptom', 'Cough', { sct: '49727002 Cough', description: '82824016' }),
  stress: coded('symptom', 'Stress related problem', {
    sct: '162218007 Stress-related problem',
    v2: '1B1L. Stress related problem',
  }),
} as const

export const examinations = {
  ankleOedema: coded('examination', 'O/E - oedema of ankles', {
    sct: '162781005 O/E - oedema of ankles',
    description: '253712018',
    v2: '22C2. O/E - oedema of ankles',
  }),
  breathSoundsNormal: coded('examination', 'O/E - breath sounds normal', {
    sct: '162950006 O/E - breath sounds normal',
    description: '253961010',
    v2: '23B1. O/E - breath sounds normal',
  }),
  heartSoundsNormal: coded('examination', 'O/E - heart sounds normal', {
    sct: '163074001 O/E - heart sounds normal',
    description: '254127017',
    v2: '24B1. O/E - heart sounds normal',
  }),
} as const

export const familyHistory = {
  asthma: coded('family-history', 'FH: Asthma', {
    sct: '160377001 Family history of asthma',
    description: '249995012',
    v2: '12D2. FH: Asthma',
  }),
  hypertension: coded('family-history', 'FH: Hypertension', {
    sct: '160357008 FH: Hypertension',
    description: '249943016',
    v2: '12C1. FH: Hypertension',
  }),
  cardiovascular: coded('family-history', 'FH: Cardiovascular disease', {
    sct: '266894000 FH: Cardiovascular disease',
    description: '397693011',
    v2: '12C.. FH: Cardiovascular disease',
  }),
} as const
