/** What is measured or asked in the surgery, with codes that were found with these terms in public code sets and national test messages. */
import { coded } from './coded.ts'

export const bloodPressure = {
  header: coded('measurement', 'O/E - blood pressure reading', {
    sct: '163020007 O/E - blood pressure reading',
    description: '254063019',
    v2: '246.. O/E - blood pressure reading',
    ctv3: '246.. O/E - blood pressure reading',
  }),
  systolic: coded('measurement', 'O/E - Systolic BP reading', {
    sct: '72313002 Systolic arterial pressure',
    v2: '2469. O/E - Systolic BP reading',
    ctv3: '2469. O/E - Systolic BP reading',
  }),
  diastolic: coded('measurement', 'O/E - Diastolic BP reading', {
    sct: '1091811000000102 Diastolic arterial pressure',
    v2: '246A. O/E - Diastolic BP reading',
    ctv3: '246A. O/E - Diastolic BP reading',
  }),
} as const

export const measurements = {
  weight: coded('measurement', 'O/E - weight', {
    sct: '27113001 Body weight',
    v2: '22A.. O/E - weight',
    ctv3: '22A.. O/E - weight',
  }),
  height: coded('measurement', 'O/E - height', {
    sct: '248333004 Standing height',
    v2: '229.. O/E - height',
    ctv3: '229.. O/E - height',
  }),
  bodyMassIndex: coded('measurement', 'Body mass index', {
    sct: '60621009 Body mass index',
    v2: '22K.. Body Mass Index',
    ctv3: '22K.. Body Mass Index',
  }),
  pulse: coded('measurement', 'O/E - pulse rate', { sct: '78564009 Pulse rate', v2: '242.. O/E - pulse rate' }),
  peakFlow: coded('measurement', 'Peak expiratory flow rate', {
    sct: '18491006 Peak expiratory flow rate',
    description: '31196014',
    v2: '3395. Peak exp. flow rate: PEFR/PFR',
  }),
  alcohol: coded('lifestyle', 'Alcohol units per week', {
    sct: '1082641000000106 Alcohol units consumed per week',
    v2: '136V. Alcohol units per week',
    ctv3: 'Ub173 Alcohol units per week',
  }),
} as const

export const smoking = {
  never: coded('lifestyle', 'Never smoked tobacco', {
    sct: '266919005 Never smoked tobacco',
    v2: '1371. Never smoked tobacco',
    ctv3: '1371. Never smoked tobacco',
  }),
  ex: coded('lifestyle', 'Ex smoker', {
    sct: '8517006 Ex-smoker',
    v2: '137S. Ex smoker',
    ctv3: '137S. Ex smoker',
  }),
  current: coded('lifestyle', 'Current smoker', {
    sct: '77176002 Smoker',
    description: '503483019',
    v2: '137R. Current smoker',
    ctv3: '137R. Current smoker',
  }),
} as const

export const advice = {
  smoking: coded('procedure', 'Smoking cessation education', {
    sct: '225323000 Smoking cessation education',
    description: '2575784012',
    v2: '6791. Health ed. - smoking',
  }),
  alcohol: coded('procedure', 'Lifestyle advice regarding alcohol', {
    sct: '408947007 Lifestyle advice regarding alcohol',
    v2: '67H0. Lifestyle advice regarding alcohol',
  }),
} as const
