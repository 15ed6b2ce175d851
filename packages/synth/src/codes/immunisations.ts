/** Immunisations, their refusals and consents, with codes that were found with these terms in national test messages and public code sets. */
import { coded } from './coded.ts'

export const vaccinations = {
  influenza: coded('immunisation', 'Seasonal influenza vaccination', {
    sct: '822851000000102 Seasonal influenza vaccination',
    v2: '65ED. Seasonal influenza vaccination',
    ctv3: 'XaZ0d Seasonal influenza vaccination',
  }),
  pneumococcal: coded('immunisation', 'Pneumococcal vaccination', {
    sct: '12866006 Pneumococcal vaccination',
    v2: '6572. Pneumococcal vaccination',
    ctv3: '6572. Pneumococcal vaccination',
  }),
  shingles: coded('immunisation', 'Herpes zoster vaccination', {
    sct: '859641000000109 Herpes zoster vaccination',
    v2: '65FY. Herpes zoster vaccination',
    ctv3: 'XaZsM Herpes zoster vaccination',
  }),
  covidFirst: coded('immunisation', 'Administration of first dose of SARS-CoV-2 vaccine', {
    sct: '1324681000000101 Administration of first dose of SARS-CoV-2 (severe acute respiratory syndrome coronavirus 2) vaccine',
    v2: '65F01 Administration of first dose of SARS-CoV-2 (severe acute respiratory syndrome coronavirus 2) vaccine',
    ctv3: 'Y29e7 Administration of first dose of SARS-CoV-2 vaccine',
  }),
  fiveInOneFirst: coded('immunisation', '1st dipht tet acell pertus, haem influ b, inactiv polio vacc', {
    sct: '414259000 First diphtheria tetanus and five component acellular pertussis, haemophilus influenzae type b, inactivated polio vaccination',
    v2: '65a0. 1st dipht tet acell pertus, haem influ b, inactiv polio vacc',
  }),
  fiveInOneSecond: coded('immunisation', '2nd dipht tet acell pertus, haem influ b, inactiv polio vacc', {
    sct: '415507003 Second diphtheria tetanus and five component acellular pertussis, haemophilus influenzae type b, inactivated polio vaccination',
    v2: '65a1. 2nd dipht tet acell pertus, haem influ b, inactiv polio vacc',
  }),
  fiveInOneThird: coded('immunisation', '3rd dipht tet acell pertus, haem influ b, inactiv polio vacc', {
    sct: '415712004 Third diphtheria tetanus and five component acellular pertussis, haemophilus influenzae type b, inactivated polio vaccination',
    v2: '65a2. 3rd dipht tet acell pertus, haem influ b, inactiv polio vacc',
  }),
  pneumococcalFirst: coded('immunisation', 'First pneumococcal conjugated vaccination', {
    sct: '247631000000101 First pneumococcal conjugated vaccination',
    description: '405281000000118',
    v2: '657L. First pneumococcal conjugated vaccination',
  }),
  pneumococcalSecond: coded('immunisation', 'Second pneumococcal conjugated vaccination', {
    sct: '247641000000105 Second pneumococcal conjugated vaccination',
    description: '405301000000117',
    v2: '657M. Second pneumococcal conjugated vaccination',
  }),
  hibAndMeningitisC: coded('immunisation', 'Haemophilus influenzae type B and meningitis C vaccination', {
    sct: '428975001 Administration of Haemophilus influenzae type B and meningitis C vaccine',
    v2: '65b.. Haemophilus influenzae type B and meningitis C vaccination',
  }),
  mmr: coded('immunisation', 'Measles-mumps-rubella vaccination', {
    sct: '38598009 Measles-mumps-rubella vaccination',
    description: '65004017',
    v2: '65M1. Measles/mumps/rubella vaccn.',
  }),
} as const

/** Situations: offered, not given. */
export const declined = {
  influenza: coded('immunisation', 'Influenza vaccination declined', {
    sct: '315640000 Influenza vaccination declined',
    v2: '9OX5. Influenza vaccination declined',
    ctv3: 'XaIBI Influenza vaccination declined',
  }),
} as const

export const immunisationStatus = {
  influenzaConsent: coded('immunisation-status', 'Influenza vacc consent given', {
    v2: '68NV. Influenza vacc consent given',
    ctv3: '68NV. Influenza vacc consent given',
  }),
  mmrDissent: coded('immunisation-status', 'No consent for MMR', { sct: '171280006 No consent for MMR' }),
} as const
