/** The codes that the files use, written once each at the end: the CodeId is made of what it stands for, so it is the same in any file. */

import { guid } from '../keys.ts'
import type { AllergyTerm, Drug } from '../model.ts'
import type { EmisWriter } from './files.ts'

/** Terms and drugs by the numbers that the rows name them by; bounded by the lists of codes. */
export function dictionary() {
  const clinical = new Map<string, AllergyTerm>()
  const drugs = new Map<string, Drug>()
  const ids = new WeakMap<object, string>()
  const idOf = (kind: string, what: AllergyTerm | Drug): string => {
    const known = ids.get(what)
    if (known !== undefined) return known
    const id = BigInt(`0x${guid('', kind + JSON.stringify(what)).slice(0, 8)}`)
    ids.set(what, `${id}`)
    return `${id}`
  }
  return {
    allergy(term: AllergyTerm): string {
      const id = idOf('ClinicalCode', term)
      clinical.set(id, term)
      return id
    },
    drug(drug: Drug): string {
      const id = idOf('DrugCode', drug)
      drugs.set(id, drug)
      return id
    },
    write(out: EmisWriter): void {
      for (const [id, { text, readV2, snomed, drug }] of clinical) {
        out.row('Coding_ClinicalCode', {
          CodeId: id,
          Term: text,
          ReadTermId: readV2?.code.replace(/\.+$/, ''),
          SnomedCTConceptId: snomed?.code,
          SnomedCTDescriptionId: snomed?.descriptionId,
          EmisCodeCategoryDescription: drug ? 'Allergy and adverse drug reactions' : 'Allergy and adverse reactions',
        })
      }
      for (const [id, { name, dmd }] of drugs)
        out.row('Coding_DrugCode', { CodeId: id, Term: name, DmdProductCodeId: dmd })
    },
  }
}

export type Dictionary = ReturnType<typeof dictionary>
