/** The sections of the record (HTM-OP-03, HTM-OP-04, HTM-SEC-01). */

export const sections = {
  SUM: { title: 'Summary', filtered: false },
  ENC: { title: 'Encounters', filtered: true },
  CLI: { title: 'Clinical Items', filtered: true },
  PRB: { title: 'Problems and Issues', filtered: true },
  ALL: { title: 'Allergies and Adverse Reactions', filtered: false },
  MED: { title: 'Medications', filtered: true },
  REF: { title: 'Referrals', filtered: true },
  OBS: { title: 'Observations', filtered: true },
  IMM: { title: 'Immunisations', filtered: false },
  ADM: { title: 'Administrative Items', filtered: true },
} as const satisfies Record<string, { readonly title: string; readonly filtered: boolean }>

export type SectionCode = keyof typeof sections

export const isSectionCode = (code: string): code is SectionCode => Object.hasOwn(sections, code)
