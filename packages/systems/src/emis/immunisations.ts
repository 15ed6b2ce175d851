/** Observations of the immunisation category as vaccinations, given or not (STR-IMM). */
import type { Immunisation } from '@gpc/clinical'
import { isLocalDate, type LocalDate } from '@gpc/fhir'
import type { CodedRow } from './codes.ts'
import { partialDate } from './dates.ts'
import { entryOf, labelled, type PatientContext } from './entry.ts'
import { type Qualifier, qualifierNotes, qualifiersOf } from './qualifiers.ts'
import { meaningOf } from './sorting.ts'
import { textNotes, valueNotes } from './values.ts'

export function immunisationOf(coded: CodedRow, context: PatientContext): Immunisation {
  const { row, code } = coded
  const { columns } = row
  const date = partialDate(columns.EffectiveDate, columns.EffectiveDatePrecision)
  const { elements, others } = vaccineDetails(columns.Qualifiers)
  return {
    ...entryOf(row, context),
    procedure: code.concept,
    ...(meaningOf(code) === 'not-given' ? { notGiven: true } : {}),
    ...(date === undefined ? {} : { date }),
    ...elements,
    notes: [
      ...textNotes(columns),
      ...qualifierNotes(others),
      ...valueNotes(columns),
      ...labelled('Episode', columns.Episode),
    ],
  }
}

type Details = Pick<Immunisation, 'manufacturer' | 'batch' | 'expires' | 'bodySite' | 'route'>

/** What a qualifier's name stands for [I]; the names aren't published, so all that isn't clear becomes a note. */
const meanings: Readonly<Record<string, (value: string) => Details | undefined>> = {
  manufacturer: manufacturer => ({ manufacturer }),
  batch: batch => ({ batch }),
  batchnumber: batch => ({ batch }),
  lotnumber: batch => ({ batch }),
  expiry: expiresOn,
  expirydate: expiresOn,
  expirationdate: expiresOn,
  batchexpirydate: expiresOn,
  site: text => ({ bodySite: { codings: [], text } }),
  bodysite: text => ({ bodySite: { codings: [], text } }),
  injectionsite: text => ({ bodySite: { codings: [], text } }),
  route: text => ({ route: { codings: [], text } }),
  routeofadministration: text => ({ route: { codings: [], text } }),
}

function vaccineDetails(text: string | undefined): { elements: Details; others: readonly Qualifier[] } {
  let elements: Details = {}
  const others: Qualifier[] = []
  for (const qualifier of text === undefined ? [] : qualifiersOf(text)) {
    const name = qualifier.name.toLowerCase().replace(/[^a-z]/g, '')
    const meaning = Object.hasOwn(meanings, name) ? meanings[name] : undefined
    const detail = qualifier.value.trim() === '' ? undefined : meaning?.(qualifier.value.trim())
    const isTaken = detail !== undefined && Object.keys(detail).some(element => element in elements)
    if (detail === undefined || isTaken) others.push(qualifier)
    else elements = { ...elements, ...detail }
  }
  return { elements, others }
}

function expiresOn(text: string): Details | undefined {
  const expires = dayOf(text)
  return expires === undefined ? undefined : { expires }
}

/** `yyyy-MM-dd`, with or without a time, or `dd/MM/yyyy`. */
function dayOf(text: string): LocalDate | undefined {
  const [, iso] = /^(\d{4}-\d\d-\d\d)(?:[T ][\d:.Z+]*)?$/.exec(text) ?? []
  const [, day, month, year] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? []
  const date = iso ?? `${year}-${month}-${day}`
  return isLocalDate(date) ? date : undefined
}
