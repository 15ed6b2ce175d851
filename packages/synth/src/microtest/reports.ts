/** Laboratory reports as clusters of specimens, groups and results. */
import type { InventedFilingComment, InventedReport, InventedResult, InventedSpecimen } from '../model.ts'
import { availability, effective, identified, marks, snomed, stamp, status, termCode } from './codes.ts'
import { entryId, laboratoryId, type PatientContext, staffId } from './context.ts'
import { component, narrative, participant, performer, valueParts } from './narrative.ts'
import { element, escaped } from './xml.ts'

const roots = { report: '2.16.840.1.113883.2.1.4.5.5', accession: '2.16.840.1.113883.2.1.4.5.2' } as const

/** Keys of narratives are those of what they belong to, so each kind has ids of its own. */
type Texts = 'ReportText' | 'SpecimenText' | 'ResultText'

/** A laboratory's text, with the header that messages give it. */
function text(
  kind: Texts,
  key: number,
  type: string,
  words: string | undefined,
  report: InventedReport,
  context: PatientContext,
) {
  if (words === undefined || words === '') return []
  const whole = `CommentType:${type}\nCommentDate:${stamp(report.issued)}\n\n${words}`
  return [
    element(
      'NarrativeStatement',
      { classCode: 'OBS', moodCode: 'EVN' },
      identified(entryId(context, kind, key)),
      element('text', { mediaType: 'text/x-h7uk-pmip' }, escaped(whole)),
      status('COMPLETE'),
      availability(report.issued),
    ),
  ]
}

const filing = (one: InventedFilingComment, context: PatientContext) =>
  narrative(
    one.key,
    `CommentType:USER COMMENT\nCommentDate:${stamp(one.filedAt)}\n\n${one.text}`,
    one.filedAt,
    context,
    { media: 'text/x-h7uk-pmip', after: participant('PRF', staffId(context, one.by)) },
  )

export function reportStatement(one: InventedReport, context: PatientContext, inside: boolean): string {
  const loose = one.results.filter(({ specimen }) => specimen === undefined)
  const filed = element('originalText', {}, one.filed ? 'Filed Report' : 'Unfiled Report')
  const parts = [
    ...text('ReportText', one.key, 'LABORATORY RESULT COMMENT(E141)', one.laboratoryText, one, context),
    ...one.filingComments.map(comment => filing(comment, context)),
    ...one.specimens.map(specimen => specimenStatement(specimen, one, context)),
    ...loose.map(result => resultStatement(result, one, context)),
  ]
  return element(
    'CompoundStatement',
    { classCode: 'CLUSTER', moodCode: 'EVN' },
    identified(entryId(context, 'CompoundStatement', one.key)),
    element('id', { root: roots.report, extension: one.reportId }),
    snomed('code', '16488004', 'laboratory reporting', filed),
    status('COMPLETE'),
    effective({}),
    availability(one.issued),
    marks(one.notForPatient),
    ...parts.map(component),
    performer(one, context, inside),
    participant('AUT', laboratoryId(context, one.laboratory)),
  )
}

function specimenStatement(one: InventedSpecimen, report: InventedReport, context: PatientContext): string {
  const results = report.results.filter(({ specimen }) => specimen === one.key)
  const role = element(
    'specimenRole',
    { classCode: 'SPEC' },
    identified(entryId(context, 'SpecimenRole', one.key)),
    element('id', { root: roots.accession, extension: one.accession }),
    effective({ center: one.collected }),
    element(
      'specimenSpecimenMaterial',
      { classCode: 'MAT', determinerCode: 'INSTANCE' },
      element('desc', {}, escaped(one.concept.text)),
    ),
  )
  const parts = [
    ...text('SpecimenText', one.key, 'LAB SPECIMEN COMMENT(E271)', one.note, report, context),
    ...results.map(result => resultStatement(result, report, context)),
  ]
  return compound('CLUSTER', one.key, snomed('code', '123038009', 'specimen (specimen)'), report.issued, context, [
    element('specimen', { typeCode: 'SPC' }, role),
    ...parts.map(component),
  ])
}

function compound(
  classCode: 'BATTERY' | 'CLUSTER',
  key: number,
  code: string,
  at: string,
  context: PatientContext,
  content: readonly string[],
): string {
  return element(
    'CompoundStatement',
    { classCode, moodCode: 'EVN' },
    identified(entryId(context, 'CompoundStatement', key)),
    code,
    status('COMPLETE'),
    effective({}),
    availability(at),
    ...content,
  )
}

const abnormal = {
  high: ['HI', 'Above high reference limit'],
  low: ['LO', 'Below low reference limit'],
} as const

/** A group is a battery; a result with texts is in a cluster with them; one without stands alone. */
function resultStatement(one: InventedResult, report: InventedReport, context: PatientContext): string {
  const texts = [
    ...one.filingComments.map(comment => filing(comment, context)),
    ...text('ResultText', one.key, 'AGGREGATE COMMENT SET', one.laboratoryText, report, context),
  ]
  if (one.results.length > 0) {
    const members = one.results.map(result => resultStatement(result, report, context))
    return compound('BATTERY', one.key, termCode(one.concept), one.date, context, [...texts, ...members].map(component))
  }
  const { value, range } = valueParts(one.value)
  const [code, displayName] = one.abnormal === undefined ? [] : abnormal[one.abnormal]
  const statement = element(
    'ObservationStatement',
    { classCode: 'OBS', moodCode: 'EVN' },
    identified(entryId(context, 'ObservationStatement', one.key)),
    termCode(one.concept),
    status('COMPLETE'),
    effective({}),
    availability(one.date),
    value,
    code === undefined
      ? ''
      : element('interpretationCode', { code, codeSystem: '2.16.840.1.113883.2.1.3.2.4.16.8', displayName }),
    range,
  )
  if (texts.length === 0) return statement
  return compound('CLUSTER', one.key, termCode(one.concept), one.date, context, [statement, ...texts].map(component))
}
