/** Laboratory reports: a CLUSTER of specimens, which hold groups (BATTERY) and results (CLUSTER of one, or alone) with their narratives. */
import type { EntryKey, FilingComment, Investigation, Specimen, TestResult } from '@gpc/clinical'
import { conceptOf, hasCode, oids } from './codes.ts'
import { agentOf, isNopat, participantOf, type Scope, statementsIn } from './composition.ts'
import { beginning, timeOf } from './dates.ts'
import { isDocument, readDocuments } from './documents.ts'
import { type LabText, labText } from './lab-text.ts'
import { annotationsOf, labelled } from './notes.ts'
import { claim, entryOf, keyed, type Reading } from './reading.ts'
import { rangesOf, statedValue } from './values.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

const coded = (element: Element, code: string) => hasCode(child(element, 'code'), oids.snomed, one => one === code)

export const isReport = (element: Element) => coded(element, '16488004')
const isSpecimen = (element: Element) => coded(element, '123038009')

const roots = { report: '2.16.840.1.113883.2.1.4.5.5', accession: '2.16.840.1.113883.2.1.4.5.2' } as const

/** What a report's parts share, and where those that are entries of their own go. */
interface Report {
  readonly key: EntryKey
  readonly issued: Investigation['issued']
  readonly reading: Reading
  readonly specimens: Specimen[]
  readonly filing: FilingComment[]
  readonly conclusions: string[]
  readonly beside: EntryKey[]
  commented: boolean
}

/** Keys of the report, and of what stands in it and is no part of one (documents, requests …). */
export function readReport(element: Element, outer: Scope, reading: Reading): readonly EntryKey[] {
  const said: string[] = []
  const note = (sentence: string) => void said.push(sentence)
  const title = conceptOf(child(element, 'code'), note)
  const { key, fresh } = claim(element, title, reading)
  if (!fresh) return [key]
  const scope = within(element, outer)
  const issued = timeOf(child(element, 'availabilityTime'), note) ?? scope.available ?? scope.recorded
  const report: Report = {
    key,
    issued,
    reading,
    specimens: [],
    filing: [],
    conclusions: [],
    beside: [],
    commented: false,
  }
  const results = readParts(element, scope, report, {
    specimen: undefined,
    texts: report.conclusions,
    filing: report.filing,
  })
  const filed = /^filed\b/i.test(title.text ?? '')
  if (filed && !report.commented && title.text !== undefined) {
    const filing = { ...keyed('filed', scope.recorded), ...keyed('recorded', scope.recorded) }
    report.filing.push({ key: `${key}/filed`, text: title.text, ...filing, ...keyed('filer', scope.recorder) })
  }
  const reportId = identifier(element, roots.report)
  const conclusion = [...labelled(element), ...annotationsOf(element), ...report.conclusions, ...said].join('\n\n')
  reading.investigations.push({
    ...entryOf(element, outer, key),
    title,
    status: 'unknown',
    ...keyed('issued', issued),
    ...keyed('reportId', reportId),
    ...keyed('organisation', laboratoryOf(element, reading)),
    ...(/^(?:unfiled|not filed)\b/i.test(title.text ?? '') ? { filed: false } : {}),
    specimens: report.specimens,
    results,
    filingComments: report.filing,
    ...(conclusion === '' ? {} : { conclusion }),
  })
  return [key, ...report.beside]
}

/** A participant of the report that is an organisation is the laboratory. */
function laboratoryOf(element: Element, reading: Reading): string | undefined {
  return children(element, 'Participant')
    .flatMap(one => agentOf(one, reading.message) ?? [])
    .find(key => reading.isOrganisation(key))
}

function within(element: Element, scope: Scope): Scope {
  return { ...scope, nopat: scope.nopat || isNopat(element), compound: element }
}

function identifier(element: Element | undefined, root: string): string | undefined {
  return children(element, 'id')
    .filter(id => attribute(id, 'root') === root)
    .map(id => attribute(id, 'extension'))
    .find(value => value !== undefined)
}

/** Where the parts of something belong: its specimen, and what takes its texts and filing comments. */
interface Home {
  readonly specimen: string | undefined
  readonly texts: string[]
  readonly filing: FilingComment[]
}

function readParts(element: Element, scope: Scope, report: Report, home: Home): readonly TestResult[] {
  return statementsIn(element).flatMap(part => {
    if (part.name === 'ObservationStatement') return [resultOf(part, scope, report, home)]
    if (part.name === 'NarrativeStatement') {
      readNarrative(part, scope, report, home)
      return []
    }
    if (part.name !== 'CompoundStatement') {
      report.beside.push(...report.reading.read(part, scope))
      return []
    }
    const inner = within(part, scope)
    if (isSpecimen(part)) return readSpecimen(part, inner, report)
    const observations = statementsIn(part).filter(one => one.name === 'ObservationStatement')
    const alone = observations.length === 1 && !statementsIn(part).some(one => one.name === 'CompoundStatement')
    const isResult = attribute(part, 'classCode') !== 'BATTERY' && alone
    return isResult ? [clusterOf(part, inner, report, home)] : [groupOf(part, inner, report, home)]
  })
}

function readNarrative(element: Element, scope: Scope, report: Report, home: Home): void {
  if (isDocument(element)) {
    report.beside.push(...readDocuments(element, scope, report.reading, [report.key]))
    return
  }
  const { key } = claim(element, undefined, report.reading)
  const read = labText(child(element, 'text')?.text ?? '')
  if (/^USER COMMENT/i.test(read.type ?? '')) home.filing.push(filingOf(element, key, read, scope, report))
  else if (read.text !== '') home.texts.push(read.text)
}

/** What the practice said when it filed: recorded when the comment says, filed when the composition was written, if that is later. */
function filingOf(
  element: Element,
  key: EntryKey,
  { date, text }: LabText,
  scope: Scope,
  report: Report,
): FilingComment {
  const recorded = date ?? timeOf(child(element, 'availabilityTime'), () => {}) ?? report.issued
  report.commented = true
  const written = scope.recorded ?? recorded
  return {
    key,
    text,
    ...keyed('filed', written !== undefined && recorded !== undefined && recorded > written ? recorded : written),
    ...keyed('recorded', recorded),
    ...keyed('filer', participantOf(element, scope) ?? scope.recorder),
  }
}

function readSpecimen(element: Element, scope: Scope, report: Report): readonly TestResult[] {
  const { key } = claim(element, undefined, report.reading)
  const roles = children(element, 'specimen').flatMap(one => child(one, 'specimenRole') ?? [])
  const texts: string[] = []
  const note = (sentence: string) => void texts.push(sentence)
  const results = readParts(element, scope, report, { specimen: key, texts, filing: report.filing })
  const specimens = (roles.length === 0 ? [undefined] : roles).map((role, i): Specimen => {
    const material = child(role, 'specimenSpecimenMaterial')
    const coding = conceptOf(child(material, 'code'), note)
    const words = textOf(child(material, 'desc')) ?? coding.text
    const type = { codings: coding.codings, ...keyed('text', words) }
    return {
      key: i === 0 ? key : `${key}/${i + 1}`,
      ...keyed('accession', identifier(role, roots.accession)),
      ...(words === undefined && coding.codings.length === 0 ? {} : { type }),
      ...keyed('collected', beginning(child(role, 'effectiveTime'), note)),
      notes: i === 0 ? texts : [],
    }
  })
  report.specimens.push(...specimens)
  return results
}

/** A result that stands alone, or is given texts and filing comments by the cluster around it. */
function resultOf(
  element: Element,
  scope: Scope,
  report: Report,
  home: Home,
  around: { readonly texts: readonly string[]; readonly filing: readonly FilingComment[] } = { texts: [], filing: [] },
): TestResult {
  const said: string[] = []
  const note = (sentence: string) => void said.push(sentence)
  const concept = conceptOf(child(element, 'code'), note)
  const { key } = claim(element, concept, report.reading)
  const effective = beginning(child(element, 'effectiveTime'), note)
  const available = timeOf(child(element, 'availabilityTime'), note)
  const ranges = rangesOf(element)
  const interpretation = child(element, 'interpretationCode')
  return {
    ...entryOf(element, scope, key),
    concept,
    status: 'final',
    ...keyed('effective', effective ?? available),
    ...keyed('issued', report.issued),
    ...keyed('value', statedValue(child(element, 'value'), note)),
    ...(interpretation === undefined ? {} : { interpretation: conceptOf(interpretation, note) }),
    ...(ranges.length === 0 ? {} : { ranges }),
    ...keyed('specimen', home.specimen),
    notes: [...labelled(element), ...annotationsOf(element), ...around.texts, ...said],
    results: [],
    ...(around.filing.length === 0 ? {} : { filingComments: around.filing }),
  }
}

/** A cluster of one observation and its narratives is that one result; who refers to the cluster means it. */
function clusterOf(element: Element, scope: Scope, report: Report, home: Home): TestResult {
  const [texts, filing]: [string[], FilingComment[]] = [[], []]
  const inner: Home = { specimen: home.specimen, texts, filing }
  const observation = statementsIn(element).find(one => one.name === 'ObservationStatement') ?? element
  for (const part of statementsIn(element)) {
    if (part.name === 'NarrativeStatement') readNarrative(part, scope, report, inner)
    else if (part !== observation) report.beside.push(...report.reading.read(part, scope))
  }
  const result = resultOf(observation, scope, report, home, { texts: [...annotationsOf(element), ...texts], filing })
  const { became } = report.reading
  for (const { root = '' } of children(element, 'id').map(({ attributes }) => attributes)) {
    if (!became.has(root.toUpperCase())) became.set(root.toUpperCase(), { keys: [result.key], concept: result.concept })
  }
  return result
}

/** A group with its results in it. */
function groupOf(element: Element, scope: Scope, report: Report, home: Home): TestResult {
  const said: string[] = []
  const note = (sentence: string) => void said.push(sentence)
  const concept = conceptOf(child(element, 'code'), note)
  const { key } = claim(element, concept, report.reading)
  const [texts, filing]: [string[], FilingComment[]] = [[], []]
  const results = readParts(element, scope, report, { specimen: home.specimen, texts, filing })
  const effective = beginning(child(element, 'effectiveTime'), note) ?? timeOf(child(element, 'availabilityTime'), note)
  return {
    ...entryOf(element, scope, key),
    concept,
    status: 'final',
    ...keyed('effective', effective),
    ...keyed('issued', report.issued),
    ...keyed('specimen', home.specimen),
    notes: [...labelled(element), ...annotationsOf(element), ...texts, ...said],
    results,
    ...(filing.length === 0 ? {} : { filingComments: filing }),
  }
}
