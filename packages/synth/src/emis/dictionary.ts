/** The codes that the files use, written once each at the end: the CodeId is made of what it stands for, so it is the same in any file. */

import { guid } from '../keys.ts'
import type { ClinicalTerm, CodedTerm, Drug, TermKind } from '../model.ts'
import type { EmisWriter } from './files.ts'

/** Terms and drugs by the numbers that the rows name them by; bounded by the lists of codes. */
export function dictionary() {
  const clinical = new Map<string, { readonly term: ClinicalTerm; readonly category: string }>()
  const drugs = new Map<string, Drug>()
  const ids = new WeakMap<object, string>()
  const idOf = (kind: string, what: ClinicalTerm | Drug): string => {
    const known = ids.get(what)
    if (known !== undefined) return known
    const id = BigInt(`0x${guid('', kind + JSON.stringify(what)).slice(0, 8)}`)
    ids.set(what, `${id}`)
    return `${id}`
  }
  return {
    /** A term has one category: the first that it is written with. */
    clinical(term: ClinicalTerm, category: string): string {
      const id = idOf('ClinicalCode', term)
      if (!clinical.has(id)) clinical.set(id, { term, category })
      return id
    },
    drug(drug: Drug): string {
      const id = idOf('DrugCode', drug)
      drugs.set(id, drug)
      return id
    },
    write(out: EmisWriter): void {
      for (const [id, { term, category }] of clinical) {
        const { text, readV2, snomed } = term
        out.row('Coding_ClinicalCode', {
          CodeId: id,
          Term: text,
          ReadTermId: readV2?.code.replace(/\.+$/, ''),
          SnomedCTConceptId: snomed?.code,
          SnomedCTDescriptionId: snomed?.descriptionId,
          EmisCodeCategoryDescription: category,
        })
      }
      for (const [id, { name, dmd }] of drugs)
        out.row('Coding_DrugCode', { CodeId: id, Term: name, DmdProductCodeId: dmd })
    },
  }
}

export type Dictionary = ReturnType<typeof dictionary>

/** EmisCodeCategoryDescription of a term. */
export const categoryOf = ({ kind }: CodedTerm): string => categories[kind]

const categories: Readonly<Record<TermKind, string>> = {
  disorder: 'Conditions, operations and procedures',
  symptom: 'Symptoms and Findings',
  examination: 'Biological values',
  measurement: 'Biological values',
  lifestyle: 'Personal Health and Social',
  procedure: 'Conditions, operations and procedures',
  administration: 'Administration',
  'family-history': 'Family history',
  immunisation: 'Immunisations',
  'immunisation-status': 'Immunisations',
  biochemistry: 'Biochemistry',
  haematology: 'Haematology',
  microbiology: 'Microbiology',
  report: 'Biochemistry',
  request: 'Investigation requests',
  specimen: 'Pathology specimen',
  referral: 'Referral',
  document: 'Administration',
  diary: 'Administration',
  comment: 'Administration',
}
