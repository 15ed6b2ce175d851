/** Laboratory tests, groups of them and specimens, with codes that were found with these terms in national test messages and public code sets. */
import { coded } from './coded.ts'

export const tests = {
  haemoglobin: coded('haematology', 'Haemoglobin estimation', {
    sct: '1022431000000105 Haemoglobin estimation',
    description: '2553471000000116',
    v2: '423.. Haemoglobin estimation',
    ctv3: '423.. Haemoglobin estimation',
  }),
  whiteCells: coded('haematology', 'Total white cell count', {
    sct: '1022541000000102 Total white cell count',
    description: '2566651000000114',
    v2: '42H.. Total white cell count',
    ctv3: '42H.. White blood cell count',
  }),
  platelets: coded('haematology', 'Platelet count', {
    sct: '1022651000000100 Platelet count',
    description: '2553501000000111',
    v2: '42P.. Platelet count',
    ctv3: '42P.. Platelet count',
  }),
  redCells: coded('haematology', 'Red blood cell count', {
    sct: '1022451000000103 Red blood cell count',
    description: '2567261000000112',
    v2: '426.. Red blood cell (RBC) count',
    ctv3: '426.. Red blood cell count',
  }),
  meanCellVolume: coded('haematology', 'MCV - Mean corpuscular volume', {
    sct: '1022491000000106 MCV - Mean corpuscular volume',
    description: '2575741000000118',
    v2: '42A.. Mean corpuscular volume (MCV)',
    ctv3: '42A.. Mean cell volume',
  }),
  neutrophils: coded('haematology', 'Neutrophil count', {
    sct: '1022551000000104 Neutrophil count',
    description: '2583941000000114',
    v2: '42J.. Neutrophil count',
    ctv3: '42J.. Neutrophil count',
  }),
  ferritin: coded('haematology', 'Serum ferritin level', {
    sct: '993381000000106 Serum ferritin level',
    v2: '42R4. Serum ferritin',
    ctv3: 'XE24r Serum ferritin level',
  }),
  sodium: coded('biochemistry', 'Serum sodium level', {
    sct: '1000661000000107 Serum sodium level',
    description: '2560861000000114',
    v2: '44I5. Serum sodium',
    ctv3: 'XE2q0 Serum sodium level',
  }),
  potassium: coded('biochemistry', 'Serum potassium level', {
    sct: '1000651000000109 Serum potassium level',
    description: '2573011000000117',
    v2: '44I4. Serum potassium',
    ctv3: 'XE2pz Serum potassium level',
  }),
  urea: coded('biochemistry', 'Serum urea level', {
    sct: '1000951000000103 Serum urea level',
    description: '2560931000000113',
    v2: '44J9. Serum urea level',
    ctv3: 'XM0lt Serum urea level',
  }),
  creatinine: coded('biochemistry', 'Serum creatinine level', {
    sct: '1000731000000107 Serum creatinine level',
    description: '2577271000000111',
    v2: '44J3. Serum creatinine',
    ctv3: 'XE2q5 Serum creatinine level',
  }),
  filtrationRate: coded('biochemistry', 'eGFR using creatinine (CKD-EPI) per 1.73 square metres', {
    sct: '1011481000000105 eGFR (estimated glomerular filtration rate) using creatinine Chronic Kidney Disease Epidemiology Collaboration equation per 1.73 square metres',
    v2: '451K. Estimated glomerular filtration rate using Chronic Kidney Disease Epidemiology Collaboration formula per 1.73 square metres',
    ctv3: 'XacUK Estimated glomerular filtration rate using creatinine Chronic Kidney Disease Epidemiology Collaboration equation per 1.73 square metres',
  }),
  cholesterol: coded('biochemistry', 'Serum cholesterol level', {
    sct: '1005671000000105 Serum cholesterol level',
    description: '2551271000000118',
    v2: '44P.. Serum cholesterol',
    ctv3: 'XE2eD Serum cholesterol',
  }),
  hdl: coded('biochemistry', 'Serum HDL cholesterol level', {
    sct: '1005681000000107 Serum high density lipoprotein cholesterol level',
    v2: '44P5. Serum HDL cholesterol level',
    ctv3: '44P5. Serum HDL cholesterol level',
  }),
  ldl: coded('biochemistry', 'Serum LDL cholesterol level', {
    sct: '1022191000000100 Serum low density lipoprotein cholesterol level',
    v2: '44P6. Serum LDL cholesterol level',
    ctv3: '44P6. Serum LDL cholesterol level',
  }),
  triglycerides: coded('biochemistry', 'Serum triglycerides level', {
    sct: '1005691000000109 Serum triglycerides level',
    description: '2551281000000116',
    v2: '44Q.. Serum triglycerides',
    ctv3: 'XE2q9 Serum triglyceride levels',
  }),
  cholesterolRatio: coded('biochemistry', 'Total cholesterol:HDL ratio', {
    sct: '1028551000000102 Total cholesterol:HDL (high density lipoprotein) ratio',
    v2: '44PF. Total cholesterol:HDL ratio',
    ctv3: '44PF. Total cholesterol:HDL ratio',
  }),
  hba1c: coded('biochemistry', 'Haemoglobin A1c level - IFCC standardised', {
    sct: '999791000000106 Haemoglobin A1c level - International Federation of Clinical Chemistry and Laboratory Medicine standardised',
    v2: '42W5. Haemoglobin A1c level - International Federation of Clinical Chemistry and Laboratory Medicine standardised',
    ctv3: 'XaPbt HbA1c levl - IFCC standardised',
  }),
  alt: coded('biochemistry', 'Serum alanine aminotransferase level', {
    sct: '1018251000000107 Serum alanine aminotransferase level',
    v2: '44G3. ALT/SGPT serum level',
    ctv3: '44G3. ALT/SGPT serum level',
  }),
  alkalinePhosphatase: coded('biochemistry', 'Serum alkaline phosphatase level', {
    sct: '1000621000000104 Serum alkaline phosphatase level',
    description: '2560271000000118',
    v2: '44F.. Serum alkaline phosphatase',
    ctv3: 'XE2px Serum alkaline phosphatase level',
  }),
  bilirubin: coded('biochemistry', 'Serum bilirubin level', {
    sct: '999691000000104 Serum bilirubin level',
    description: '2577161000000111',
    v2: '44E.. Serum bilirubin level',
    ctv3: '44E.. Serum bilirubin level',
  }),
  albumin: coded('biochemistry', 'Serum albumin level', {
    sct: '1000821000000103 Serum albumin level',
    description: '2571781000000111',
    v2: '44M4. Serum albumin',
    ctv3: 'XE2eA Serum albumin level',
  }),
  tsh: coded('biochemistry', 'Serum TSH level', {
    sct: '1022791000000101 Serum TSH (thyroid stimulating hormone) level',
    v2: '442W. Serum TSH level',
    ctv3: 'XaELV Serum TSH level',
  }),
  freeT4: coded('biochemistry', 'Serum free T4 level', {
    sct: '1016971000000106 Serum free T4 level',
    v2: '442V. Serum free T4 level',
    ctv3: 'XaERr Serum free T4 level',
  }),
  crp: coded('biochemistry', 'Serum CRP (C reactive protein) level', {
    sct: '1001371000000100 Serum CRP (C reactive protein) level',
    description: '2607141000000111',
    v2: '44CS. Serum C reactive protein level',
    ctv3: 'XaINL Serum C reactive protein level',
  }),
  albuminCreatinine: coded('biochemistry', 'Urine albumin:creatinine ratio', {
    sct: '1023491000000104 Urine albumin:creatinine ratio',
    v2: '46TC. Urine albumin:creatinine ratio',
    ctv3: '46TC. Urine albumin:creatinine ratio',
  }),
  inr: coded('haematology', 'INR - international normalised ratio', {
    sct: '165581004 INR - international normalised ratio',
    v2: '42QE. International normalised ratio',
  }),
  culture: coded('microbiology', 'Microscopy, culture and sensitivities', {
    sct: '1015411000000100 Microscopy, culture and sensitivities',
    description: '2579131000000114',
    v2: '4I16. Microscopy, culture and sensitivities',
  }),
} as const

export const testGroups = {
  fullBloodCount: coded('report', 'FBC - full blood count', {
    sct: '1022441000000101 FBC - full blood count',
    description: '2566641000000111',
    v2: '424.. Full blood count - FBC',
  }),
  ureaAndElectrolytes: coded('report', 'Urea and electrolytes level', {
    sct: '1000971000000107 Urea and electrolytes level',
    description: '2571841000000110',
    v2: '44JB. Urea and electrolytes',
  }),
  liverFunction: coded('report', 'Liver function test', {
    sct: '997531000000108 Liver function test',
    description: '2572661000000117',
    v2: '44D6. Liver function test',
  }),
  lipids: coded('report', 'Serum lipids level', {
    sct: '1005661000000103 Serum lipids level',
    description: '2573511000000110',
    v2: '44O.. Serum lipids',
  }),
} as const

export const specimens = {
  serum: coded('specimen', 'Serum specimen', { sct: '119364003 Serum specimen' }),
  blood: coded('specimen', 'Venous blood specimen', { sct: '122555007 Venous blood specimen' }),
  urine: coded('specimen', 'Urine specimen', { sct: '122575003 Urine specimen' }),
} as const
