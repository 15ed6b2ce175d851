/** Diary entries and documents, as administrative items. */
import type { CareRecord } from './record.ts'
import type { DocumentReference, ProcedureRequest } from './resources.ts'
import type { DatedRow } from './sort.ts'
import { dated, labelled, lines, linkedProblems, nameOf, names, notes, terms, titled } from './words.ts'

export function plannedRows(record: CareRecord): readonly DatedRow[] {
  const diary = record
    .items('diary-entries')
    .flatMap(({ resources, problems }) =>
      resources
        .filter(one => one.resourceType === 'ProcedureRequest')
        .map(one => ({ date: plannedFor(one), entry: titled(one.code), details: diaryLines(record, one), problems })),
    )
  const documents = record.items('documents').flatMap(({ resources, problems }) =>
    resources
      .filter(one => one.resourceType === 'DocumentReference')
      .map(one => ({
        date: one.created ?? one.indexed,
        entry: titled(one.type),
        details: documentLines(record, one),
        problems,
      })),
  )
  return [...diary, ...documents].map(({ date, entry, details, problems }) => ({
    date,
    cells: [date ?? '', entry, [...details, ...linkedProblems(problems)]],
  }))
}

export const plannedFor = ({ occurrenceDateTime, occurrencePeriod }: ProcedureRequest): string | undefined =>
  occurrenceDateTime ?? occurrencePeriod?.start ?? occurrencePeriod?.end

function diaryLines(record: CareRecord, one: ProcedureRequest): readonly string[] {
  const { occurrencePeriod, requester, reasonCode, authoredOn } = one
  return lines(
    'Diary entry, planned for this date',
    occurrencePeriod?.start === undefined ? '' : dated('Until', occurrencePeriod.end),
    labelled('Reason', terms(reasonCode)),
    ...notes(one.note),
    dated('Recorded', authoredOn),
    labelled('Recorded by', requester?.agent.display ?? nameOf(record, requester?.agent)),
  )
}

export function documentLines(record: CareRecord, one: DocumentReference): readonly string[] {
  return lines(
    'Document',
    one.description,
    ...(one.content ?? []).map(({ attachment }) => attachment.title ?? ''),
    labelled('Author', names(record, one.author)),
    one.created === undefined ? '' : dated('Added', one.indexed),
  )
}
