/** Look-up rows for what was used: codes with their place in the hierarchy, Multilex products, words. Bounded by the code lists. */
import type { ClinicalTerm, TermKind } from '../model.ts'
import type { TppWriter } from './files.ts'

export interface Dictionary {
  /** The CTV3 code of a term; a local one, which begins with Y, for a term that has none. */
  ctv3(
    term: ClinicalTerm,
    kind: TermKind | 'allergy' | 'no-known-allergy',
  ): { readonly code: string; readonly text: string }
  /** The number of a Multilex product; `dictionary`: its name stands in the dictionary. */
  product(name: string, inDictionary: boolean): string
  /** The row of SRMapping with these words. */
  mapping(words: string): string
  /** The row of SRConfiguredListOption with these words. */
  option(words: string): string
  /** The row of SRImmunisationContent: a vaccine by its name, if known, and what it is against. */
  vaccine(name: string | undefined, disease: string): string
  /** An organisation besides the practice. */
  organisation(ods: string, name: string): void
  write(out: TppWriter): void
}

const firstProduct = 80_001
/** Rows below these are the fixed ones. */
const firstWords = 1001
const firstOrganisation = 2

/** The nearest branch of the hierarchy that tells what a code is, and the one above it. */
const ancestors: Partial<Record<TermKind | 'allergy' | 'no-known-allergy', readonly (readonly [string, string])[]>> = {
  allergy: [
    ['Xa1pQ', '2'],
    ['X0003', '3'],
  ],
  disorder: [['X0003', '2']],
  procedure: [['X0001', '2']],
  'family-history': [['Xa1px', '2']],
}

/** Numbers things in the order that they come. */
function numbered(first: number) {
  const keys = new Map<string, string>()
  return {
    keys,
    of(text: string): string {
      const known = keys.get(text) ?? String(first + keys.size)
      keys.set(text, known)
      return known
    },
  }
}

export function dictionary(ods: string): Dictionary {
  const codes = new Map<string, { code: string; text: string; kind: TermKind | 'allergy' | 'no-known-allergy' }>()
  const products = new Map<string, { number: number; inDictionary: boolean }>()
  const mappings = numbered(firstWords)
  const options = numbered(firstWords)
  const vaccines = new Map<string, { name: string | undefined; disease: string; row: string }>()
  const organisations = new Map<string, string>()
  const keyOf = ({ text, snomed }: ClinicalTerm) => `${snomed?.code ?? ''} ${text}`
  return {
    ctv3(term, kind) {
      const known = codes.get(keyOf(term))
      if (known !== undefined) return known
      const local = `Y${codes.size.toString(36).toUpperCase().padStart(4, '0')}`
      const entry = { code: term.ctv3?.code ?? local, text: term.ctv3?.term ?? term.text, kind }
      codes.set(keyOf(term), entry)
      return entry
    },
    product(name, inDictionary) {
      const known = products.get(name) ?? { number: firstProduct + products.size, inDictionary: false }
      products.set(name, { ...known, inDictionary: known.inDictionary || inDictionary })
      return String(known.number)
    },
    mapping: words => mappings.of(words),
    option: words => options.of(words),
    vaccine(name, disease) {
      const key = JSON.stringify([name, disease])
      const known = vaccines.get(key) ?? { name, disease, row: String(vaccines.size + 1) }
      vaccines.set(key, known)
      return known.row
    },
    organisation(code, name) {
      if (code !== ods) organisations.set(code, name)
    },
    write(out) {
      let key = 0
      const visible = { IDOrganisationVisibleTo: ods }
      const next = () => String(++key)
      for (const { code, text, kind } of codes.values()) {
        out.row('SRCtv3', { RowIdentifier: next(), ...visible, Ctv3Code: code, Ctv3Text: text })
        for (const [parent, level] of ancestors[kind] ?? []) {
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
      for (const [words, row] of mappings.keys) {
        out.row('SRMapping', { RowIdentifier: row, IdMappingGroup: '103', Mapping: words })
      }
      for (const [words, row] of options.keys) {
        out.row('SRConfiguredListOption', { RowIdentifier: row, ConfiguredList: '202', ConfiguredListOption: words })
      }
      for (const { name, disease, row } of vaccines.values()) {
        out.row('SRImmunisationContent', { RowIdentifier: row, Name: name, Content: disease })
      }
      let organisation = firstOrganisation
      for (const [ID, Name] of organisations) {
        out.row('SROrganisation', { RowIdentifier: String(organisation++), Name, ID, MadeObsolete: 'FALSE' })
      }
    },
  }
}
