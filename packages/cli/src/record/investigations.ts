/** Laboratory reports, observations and vaccinations, as a clinician reads them. Pure. */
import { displayOf, findExtension, type RecordReport, type RecordResult, type StructuredRecord } from '@gpc/client'
import { extensions, type Immunization, type Observation, type Specimen } from '@gpc/fhir'
import type { Paint } from '../text.ts'
import { observationName, observationValue, observedOn, rangesOf, vaccinationName, whoOf } from './items.ts'
import { grid, visible, wrap } from './layout.ts'
import { said } from './words.ts'

/** A report with every note that the laboratory or the practice made, at whatever level (STR-INV-17). */
export function reportLines(one: RecordReport, record: StructuredRecord, paint: Paint, width: number): string[] {
  const { report, results, specimens, requests, filing } = one
  const who = whoOf(
    (report.performer ?? []).map(({ actor }) => actor),
    record,
  )
  const head = [
    report.issued === undefined ? 'No day given' : said(report.issued),
    results.map(result => observationName(result.observation)).join(', ') || (displayOf(report.code) ?? 'Report'),
  ].join('  ')
  const facts = [report.status === 'final' ? undefined : `status ${report.status}`, who].filter(
    fact => fact !== undefined,
  )
  const lines = (text: string) => wrap(visible(text), width, '    ', '      ')
  return [
    ...wrap(visible(head), width, '  ', '    ').map(line => paint('bold', line)),
    ...(facts.length === 0 ? [] : lines(facts.join(', ')).map(line => paint('dim', line))),
    ...specimens.flatMap(specimen => lines(specimenText(specimen))),
    ...requests.flatMap(({ code, note = [] }) =>
      [displayOf(code), ...note.map(({ text }) => text)].flatMap(text =>
        text === undefined ? [] : lines(`Request: ${text}`),
      ),
    ),
    ...resultLines(results, width, '    '),
    ...(report.codedDiagnosis ?? []).flatMap(concept => lines(`Diagnosis: ${displayOf(concept) ?? 'without a name'}`)),
    ...(report.conclusion === undefined ? [] : lines(`Conclusion: ${report.conclusion}`)),
    ...filing.flatMap(comment => lines(filingText(comment))),
  ]
}

function specimenText({ type, accessionIdentifier, collection, receivedTime, note = [] }: Specimen): string {
  const parts = [
    `Specimen: ${displayOf(type) ?? 'no type'}`,
    accessionIdentifier?.value,
    collection?.collectedDateTime === undefined ? undefined : `taken ${said(collection.collectedDateTime)}`,
    receivedTime === undefined ? undefined : `received ${said(receivedTime)}`,
    ...note.map(({ text }) => text),
  ]
  return parts.filter(one => one !== undefined).join(', ')
}

function filingText({ comment, effectiveDateTime, issued }: Observation): string {
  const date = effectiveDateTime ?? issued
  const day = date === undefined ? '' : ` ${said(date)}`
  return comment === undefined ? `Filed${day}` : `Comment${day}: ${comment}`
}

/** Results in a table, groups with theirs below them, notes below each. */
function resultLines(results: readonly RecordResult[], width: number, indent: string): string[] {
  const rows: string[][] = []
  const lines: string[] = []
  const flush = () => {
    if (rows.length > 0) lines.push(...grid(rows.splice(0), width, indent))
  }
  for (const { observation, results: below, filing } of results) {
    rows.push([observationName(observation), observationValue(observation), rangesOf(observation)])
    const notes = [...(observation.comment === undefined ? [] : [observation.comment]), ...filing.map(filingText)]
    if (notes.length === 0 && below.length === 0) continue
    flush()
    lines.push(...notes.flatMap(text => wrap(visible(text), width, `${indent}  `)))
    lines.push(...resultLines(below, width, `${indent}  `))
  }
  flush()
  return lines
}

/** Observations in a table: day, what, value, range; the comment below. */
export function observationRows(all: readonly Observation[], width: number): string[] {
  const lines: string[] = []
  const rows: string[][] = []
  const flush = () => {
    if (rows.length > 0) lines.push(...grid(rows.splice(0), width, '  '))
  }
  for (const one of all) {
    rows.push([observedOn(one), observationName(one), observationValue(one), rangesOf(one)])
    if (one.comment === undefined) continue
    flush()
    lines.push(...wrap(visible(one.comment), width, '      '))
  }
  flush()
  return lines
}

/** A vaccination; one that wasn't given says so before anything else (STR-IMM-20). */
export function vaccinationLines(one: Immunization, record: StructuredRecord, paint: Paint, width: number): string[] {
  const { date, notGiven, lotNumber, expirationDate, site, route, doseQuantity, explanation, note = [] } = one
  const protocol = one.vaccinationProtocol?.[0]
  const name = `${date === undefined ? 'No day given' : said(date)}  ${notGiven ? 'NOT GIVEN: ' : ''}${vaccinationName(one)}`
  const reasons = [...(explanation?.reasonNotGiven ?? []), ...(explanation?.reason ?? [])].flatMap(
    concept => displayOf(concept) ?? [],
  )
  const recorded = findExtension(one, extensions.dateRecorded)?.valueDateTime
  const who = whoOf(
    (one.practitioner ?? []).map(({ actor }) => actor),
    record,
  )
  const facts = [
    protocol?.doseSequence === undefined
      ? undefined
      : `dose ${protocol.doseSequence}${protocol.seriesDoses === undefined ? '' : ` of ${protocol.seriesDoses}`}`,
    doseQuantity?.value === undefined ? undefined : `${doseQuantity.value} ${doseQuantity.unit ?? ''}`.trim(),
    displayOf(site),
    displayOf(route),
    lotNumber === undefined ? undefined : `batch ${lotNumber}`,
    expirationDate === undefined ? undefined : `expires ${said(expirationDate)}`,
    record.organization(one.manufacturer, one)?.name,
    reasons.length === 0 ? undefined : `reason: ${reasons.join(', ')}`,
    one.primarySource === false ? 'REPORTED, not given here' : undefined,
    who,
    recorded === undefined ? undefined : `recorded ${said(recorded)}`,
  ].filter(fact => fact !== undefined)
  return [
    ...wrap(visible(name), width, '  ', '    ').map(line => paint(notGiven ? ['bold', 'yellow'] : 'bold', line)),
    ...(facts.length === 0 ? [] : wrap(visible(facts.join(', ')), width, '    ')),
    ...note.flatMap(({ text }) => wrap(visible(text), width, '    ')),
  ]
}
