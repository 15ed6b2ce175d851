/** How conditions are looked after: what they are called as a problem, what is measured and tested each year, what is recalled. */
import { diaryTerms } from './codes/administration.ts'
import { disorders as d, symptoms } from './codes/conditions.ts'
import { drugs } from './codes/medicines.ts'
import type { CodedTerm } from './model.ts'
import type { PanelName } from './panels.ts'

export interface Care {
  readonly problem: CodedTerm
  readonly significance: 'major' | 'minor'
  /** Tests of each year; none: there is no yearly review. */
  readonly panels: readonly PanelName[]
  readonly measures: readonly ('blood-pressure' | 'weight' | 'peak-flow' | 'pulse')[]
  readonly recall?: CodedTerm
}

function care(
  problem: CodedTerm,
  panels: readonly PanelName[] = [],
  measures: Care['measures'] = [],
  recall?: CodedTerm,
): Care {
  const significance = panels.length + measures.length > 0 ? 'major' : 'minor'
  return { problem, significance, panels, measures, ...(recall === undefined ? {} : { recall }) }
}

/** By the name of the condition (codes/regimes.ts). */
export const careOf: Readonly<Record<string, Care>> = {
  hypertension: care(d.hypertension, ['kidney', 'lipids'], ['blood-pressure', 'weight'], diaryTerms.hypertensionReview),
  'hypertension, ACE inhibitor not tolerated': care(
    d.hypertension,
    ['kidney'],
    ['blood-pressure'],
    diaryTerms.hypertensionReview,
  ),
  'raised cholesterol': care(d.hypercholesterolaemia, ['lipids', 'liver'], ['blood-pressure']),
  'ischaemic heart disease': care(
    d.ischaemicHeartDisease,
    ['lipids', 'kidney', 'bloodCount'],
    ['blood-pressure', 'pulse'],
  ),
  'heart failure': care(d.heartFailure, ['kidney', 'bloodCount'], ['blood-pressure', 'weight', 'pulse']),
  'atrial fibrillation': care(d.atrialFibrillation, ['bloodCount', 'clotting'], ['pulse']),
  'type 2 diabetes': care(
    d.type2Diabetes,
    ['diabeticHba1c', 'kidney', 'lipids', 'albuminuria'],
    ['blood-pressure', 'weight'],
    diaryTerms.diabeticReview,
  ),
  'type 1 diabetes': care(
    d.type1Diabetes,
    ['diabeticHba1c', 'kidney', 'albuminuria'],
    ['blood-pressure', 'weight'],
    diaryTerms.diabeticReview,
  ),
  asthma: care(d.asthma, [], ['peak-flow'], diaryTerms.asthmaReview),
  depression: care(d.depression),
  'depression with poor sleep': care(d.depression),
  'underactive thyroid': care(d.hypothyroidism, ['thyroid']),
  epilepsy: care(d.epilepsy, ['liver'], ['weight']),
  reflux: care(d.reflux),
  osteoarthritis: care(d.kneeOsteoarthritis),
  gout: care(d.gout, ['kidney']),
  'prostate enlargement': care(d.prostateEnlargement),
  osteoporosis: care(d.osteoporosis),
  'rheumatoid arthritis': care(d.rheumatoidArthritis, ['bloodCount', 'liver', 'inflammation'], ['weight']),
  glaucoma: care(d.glaucoma),
  dementia: care(d.alzheimers),
  eczema: care(d.eczema),
  'hay fever': care(d.hayFever),
}

interface Visit {
  readonly note: string
  readonly finding?: CodedTerm
}

/** What a short course is given for, by the name of the drug; no course without a note. */
const visits: Readonly<Record<string, Visit>> = {
  [drugs.amoxicillin500.name]: {
    note: 'Productive cough for five days, crackles at the right base. Safety net given.',
    finding: symptoms.cough,
  },
  [drugs.phenoxymethylpenicillin250.name]: {
    note: 'Sore throat and fever, exudate on both tonsils.',
    finding: d.tonsillitis,
  },
  [drugs.clarithromycin500.name]: {
    note: 'Cough not better after a week; allergic to penicillin.',
    finding: symptoms.cough,
  },
  [drugs.doxycycline100.name]: { note: 'Face pain and blocked nose for more than ten days.', finding: d.sinusitis },
  [drugs.nitrofurantoin100.name]: {
    note: 'Dysuria and frequency for two days, no fever, no loin pain.',
    finding: d.urinaryInfection,
  },
  [drugs.trimethoprim200.name]: { note: 'Dysuria, nitrites on dipstick. Sample sent.', finding: d.urinaryInfection },
  [drugs.naproxen500.name]: {
    note: 'Low back pain after lifting, no red flags. Keep active.',
    finding: symptoms.lowBackPain,
  },
  [drugs.ibuprofen400.name]: { note: 'Sprained ankle, weight bearing, no bony tenderness.' },
  [drugs.codeine30.name]: { note: 'Headache not helped by paracetamol; neurology normal.', finding: symptoms.headache },
  [drugs.ferrousFumarate210.name]: { note: 'Tired; blood count shows low iron.', finding: symptoms.tiredness },
}

export function visitFor(drugName: string): Visit {
  return (
    visits[drugName] ?? { note: 'Seen with a new complaint. Advice given, to come back if no better in two weeks.' }
  )
}
