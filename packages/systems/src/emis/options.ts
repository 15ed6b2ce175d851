/** What an operator can switch on: inferences [I] and site decisions. */
export const options = {
  organisation:
    'The OrganisationGuid of the practice, where neither the delivery nor an earlier import says which one it is.',
  'keep-rows-after-patient-delete':
    'on: rows that a delivery has for a patient whom it deletes are kept (the patient is expected back); off: they are rejected.',
  'non-drug-allergies-by-category':
    'on: an allergy whose EMIS category does not say drug is served as a non-drug allergy [I]; off: as a drug allergy, as for all that cannot be told.',
  'registration-number-by-shape':
    'on: a RegistrationNumber of seven digits is taken for a GMC number, of a letter and seven digits for a GMP number, of the shape 00A0000A for an NMC number [I]; off: it is kept and not served.',
  'in-person-unless-told':
    'on: a slot without a mode of contact is in person [I]; off: it cannot be told, so other organisations are not offered it.',
} as const

export const assembleOptions = ['non-drug-allergies-by-category'] as const
export const directoryOptions = ['registration-number-by-shape', 'in-person-unless-told'] as const
