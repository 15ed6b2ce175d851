/** Cells to concepts: every coding that the extract has for an entry, and its own words. */
import type { Coding, Concept } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'
import type { Lookup, SourceRow } from '../contract.ts'
import { isSnomedId } from '../shared/snomed.ts'
import { isLink } from './files.ts'

type Cells = Readonly<Record<string, string>>

function coding(system: string, code: string, display: string | undefined): Coding {
  return { system, code, ...(display === undefined ? {} : { display }) }
}

function concept(codings: readonly Coding[], text: string | undefined): Concept {
  return { codings, ...(text === undefined ? {} : { text }) }
}

/** The only value of a column in look-up rows; undefined if there is none, or if they differ. */
function only(rows: readonly SourceRow[], column: string): string | undefined {
  const values = new Set(rows.flatMap(({ columns }) => columns[column] ?? []))
  return values.size === 1 ? [...values][0] : undefined
}

/**
 * A row with CTV3Code, CTV3Text and, from layout 90 on, SNOMEDCode, SNOMEDText. Before that, SRCtv3ToSnomed gives the SNOMED code, if
 * it has just one. An id that isn't one of SNOMED CT is left out.
 */
export function codedConcept({ CTV3Code, CTV3Text, SNOMEDCode, SNOMEDText }: Cells, lookup: Lookup): Concept {
  const term =
    CTV3Text ?? (CTV3Code === undefined ? undefined : lookup('SRCtv3', CTV3Code)[0]?.columns.Ctv3Text) ?? SNOMEDText
  const mapped =
    SNOMEDCode ?? (CTV3Code === undefined ? undefined : only(lookup('SRCtv3ToSnomed', CTV3Code), 'SnomedCode'))
  const codings: Coding[] = []
  if (mapped !== undefined && isSnomedId(mapped)) codings.push(coding(codeSystems.snomed, mapped, SNOMEDText))
  if (CTV3Code !== undefined) codings.push(coding(codeSystems.ctv3, CTV3Code, term))
  return concept(codings, term)
}

/** Drug codes of a Multilex product, as SRMedicationReadCodeDetails has them. */
function productCodes(product: string, lookup: Lookup): { readonly codings: Coding[]; readonly term?: string } {
  const rows = lookup('SRMedicationReadCodeDetails', product)
  const term = rows.find(({ columns }) => columns.DrugReadCodeDesc !== undefined)?.columns.DrugReadCodeDesc
  const codes = new Map(
    rows.flatMap(({ columns }) =>
      columns.DrugReadCode === undefined ? [] : [[columns.DrugReadCode, columns.DrugReadCodeDesc] as const],
    ),
  )
  const codings = [
    coding(codeSystems.multilex, product, term),
    ...[...codes].map(([code, display]) => coding(codeSystems.ctv3, code, display)),
  ]
  return { codings, ...(term === undefined ? {} : { term }) }
}

/**
 * What a drug sensitivity is to: a Multilex product (IDDrugCode), or an action group (IDMultiLexAction) where no product is named.
 * A product that the dictionary doesn't name is called by its number, for a sensitivity must not be lost. Undefined: neither.
 */
export function sensitivityConcept({ IDDrugCode, IDMultiLexAction }: Cells, lookup: Lookup): Concept | undefined {
  if (isLink(IDDrugCode)) {
    const { codings, term } = productCodes(IDDrugCode, lookup)
    const codes = codings.flatMap(({ system, code }) => (system === codeSystems.ctv3 ? [code] : []))
    const mapped = codes.length === 1 ? only(lookup('SRCtv3ToSnomed', codes[0] ?? ''), 'SnomedCode') : undefined
    const snomed = mapped !== undefined && isSnomedId(mapped) ? [coding(codeSystems.snomed, mapped, undefined)] : []
    return concept([...snomed, ...codings], term ?? `Multilex product ${IDDrugCode}`)
  }
  return isLink(IDMultiLexAction) ? concept([], `Multilex action group ${IDMultiLexAction}`) : undefined
}

/** A medicine: dm+d, Multilex product and its drug Read codes, and its name. Undefined if the row names none. */
export function drugConcept(
  { IDMultiLexDMD, IDMultiLexProduct, NameOfMedication }: Cells,
  lookup: Lookup,
): Concept | undefined {
  const codings: Coding[] = []
  if (IDMultiLexDMD !== undefined && isSnomedId(IDMultiLexDMD)) {
    codings.push(coding(codeSystems.snomed, IDMultiLexDMD, NameOfMedication))
  }
  if (!isLink(IDMultiLexProduct)) {
    return codings.length === 0 && NameOfMedication === undefined ? undefined : concept(codings, NameOfMedication)
  }
  const product = productCodes(IDMultiLexProduct, lookup)
  const text = NameOfMedication ?? product.term ?? `Multilex product ${IDMultiLexProduct}`
  return concept([...codings, ...product.codings], text)
}

/** The text of a cell that holds a row of SRMapping; a cell that holds none, or one that isn't there, is its own text. */
export function mapped(cell: string | undefined, lookup: Lookup): string | undefined {
  if (!isLink(cell)) return cell === undefined || /^-?\d+$/.test(cell) ? undefined : cell
  return lookup('SRMapping', cell)[0]?.columns.Mapping
}
