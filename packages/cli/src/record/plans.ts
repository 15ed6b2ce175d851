/** Referrals, diary entries and documents, as a clinician reads them. Pure. */
import { type RecordDocument, readDocument, type StructuredRecord } from '@gpc/client'
import type { DocumentReference, ProcedureRequest, ReferralRequest } from '@gpc/fhir'
import { bytes, type Paint } from '../text.ts'
import { itemText, planName, planned, referralName, whoOf } from './items.ts'
import { grid, visible, wrap } from './layout.ts'
import { said } from './words.ts'

export function referralLines(one: ReferralRequest, record: StructuredRecord, paint: Paint, width: number): string[] {
  const { authoredOn, priority, status, recipient = [], requester, description, note = [], supportingInfo = [] } = one
  const recipients = recipient.flatMap(reference => whoOf([reference], record) ?? [])
  const by = requester === undefined ? undefined : whoOf([requester.agent], record)
  const facts = [
    priority,
    status === 'cancelled' ? 'CANCELLED' : undefined,
    recipients.length === 0 ? undefined : `to ${recipients.join(', ')}`,
    by === undefined ? undefined : `by ${by}`,
  ].filter(fact => fact !== undefined)
  const name = referralName(one)
  return [
    ...wrap(
      visible(`${authoredOn === undefined ? 'No day given' : said(authoredOn)}  ${name}`),
      width,
      '  ',
      '    ',
    ).map(line => paint('bold', line)),
    ...(facts.length === 0 ? [] : wrap(visible(facts.join(', ')), width, '    ')),
    ...(description === undefined || description === name ? [] : wrap(visible(description), width, '    ')),
    ...note.flatMap(({ text }) => wrap(visible(text), width, '    ')),
    ...supportingInfo.flatMap(reference => {
      const resource = record.resolve(reference, one)
      const link = {
        ...(resource === undefined ? {} : { resource }),
        ...(reference.display === undefined ? {} : { display: reference.display }),
      }
      return wrap(visible(itemText(link, record)), width, '    · ', '      ')
    }),
  ]
}

/** Plans, none of them done (STR-DRY-08). */
export function diaryLines(one: ProcedureRequest, record: StructuredRecord, width: number): string[] {
  const by = one.requester === undefined ? undefined : whoOf([one.requester.agent], record)
  const facts = [one.authoredOn === undefined ? undefined : `entered ${said(one.authoredOn)}`, by].filter(
    fact => fact !== undefined,
  )
  return [
    ...grid([[planned(one), planName(one), facts.join(' by ')]], width, '  '),
    ...(one.note ?? []).flatMap(({ text }) => wrap(visible(text), width, '      ')),
  ]
}

export const documentLines = (one: DocumentReference, record: StructuredRecord, width: number): string[] =>
  grid([documentRow(readDocument(one, record.resolve))], width, '  ')

/** Day, title with type, who wrote it, what it is and how large, or why it can't be had. */
export function documentRow(one: RecordDocument): string[] {
  const { reference, title, type, author, internal, contentType, size, unavailable, notForPatient } = one
  const day = reference.created ?? reference.indexed
  const origin = internal === undefined ? undefined : internal ? 'internal' : 'external'
  return [
    day === undefined ? 'no day given' : said(day),
    [title, type === title ? undefined : type, notForPatient ? 'NOT TO BE SHOWN TO THE PATIENT' : undefined]
      .filter(part => part !== undefined)
      .join(', '),
    [author, origin].filter(part => part !== undefined).join(', '),
    unavailable ??
      [contentType, size === undefined ? undefined : bytes(size)].filter(part => part !== undefined).join(', '),
  ]
}
