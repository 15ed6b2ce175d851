/** Look-up rows for what was used: local codes, their place in the hierarchy, Multilex products. Bounded by the code lists. */
import type { ClinicalTerm } from '../model.ts'
import type { TppWriter } from './files.ts'

export interface Dictionary {
  /** The CTV3 code of a term; a local one, which begins with Y, for a term that has none. */
  ctv3(term: ClinicalTerm, allergy: boolean): { readonly code: string; readonly text: string }
  /** The number of a Multilex product; `dictionary`: its name stands in the dictionary. */
  product(name: string, inDictionary: boolean): string
  write(out: TppWriter): void
}

const firstProduct = 80_001
/** "Allergic disorder", and "disorder" above it. */
const ancestors = [
  ['Xa1pQ', '2'],
  ['X0003', '3'],
] as const

export function dictionary(ods: string): Dictionary {
  const codes = new Map<string, { code: string; text: string; allergy: boolean }>()
  const products = new Map<string, { number: number; inDictionary: boolean }>()
  const keyOf = ({ text, snomed }: ClinicalTerm) => `${snomed?.code ?? ''} ${text}`
  return {
    ctv3(term, allergy) {
      const known = codes.get(keyOf(term))
      if (known !== undefined) return known
      const local = `Y${codes.size.toString(36).toUpperCase().padStart(4, '0')}`
      const entry = { code: term.ctv3?.code ?? local, text: term.ctv3?.term ?? term.text, allergy }
      codes.set(keyOf(term), entry)
      return entry
    },
    product(name, inDictionary) {
      const known = products.get(name) ?? { number: firstProduct + products.size, inDictionary: false }
      products.set(name, { ...known, inDictionary: known.inDictionary || inDictionary })
      return String(known.number)
    },
    write(out) {
      let key = 0
      const visible = { IDOrganisationVisibleTo: ods }
      const next = () => String(++key)
      for (const { code, text, allergy } of codes.values()) {
        out.row('SRCtv3', { RowIdentifier: next(), ...visible, Ctv3Code: code, Ctv3Text: text })
        for (const [parent, level] of allergy ? ancestors : []) {
          out.row('SRCtv3Hierarchy', {
            RowIdentifier: next(),
            ...visible,
            Ctv3CodeParent: parent,
            Ctv3CodeChild: code,
            ChildLevel: level,
          })
        }
      }
      for (const [name, { number, inDictionary }] of products) {
        if (!inDictionary) continue
        out.row('SRMedicationReadCodeDetails', {
          RowIdentifier: next(),
          IDMultiLexProduct: String(number),
          DrugReadCodeDesc: name,
        })
      }
    },
  }
}
