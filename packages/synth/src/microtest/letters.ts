/** Referrals and documents as statements, and the files of the documents. */
import { documentBytes } from '../documents/bytes.ts'
import type { InventedDocument, InventedReferral } from '../model.ts'
import { availability, effective, identified, marks, snomed, status, termCode } from './codes.ts'
import { entryId, type PatientContext } from './context.ts'
import { narrative, performer } from './narrative.ts'
import { element, escaped } from './xml.ts'

const original = (text: string) => element('originalText', {}, escaped(text))

const priorities = {
  routine: snomed('priorityCode', '394848005', 'Normal', original('Routine')),
  urgent: snomed('priorityCode', '394849002', 'High', original('Urgent')),
  'two-week-wait': snomed('priorityCode', '394849002', 'High', original('Two week wait')),
  soon: element('priorityCode', { nullFlavor: 'UNK' }, original('Soon')),
} as const

const services = {
  outpatient: 'Outpatient',
  admission: 'Admission',
  'day-case': 'Day case',
  investigation: 'Investigation',
  'domiciliary-visit': 'Domiciliary visit',
} as const

/** One that came in has no statement of its own kind: it is a self-referral, as the format knows them. */
export function requestStatement(one: InventedReferral, context: PatientContext, inside: boolean): string {
  const words = [
    ...(one.other === undefined ? [] : [one.other.name]),
    ...(one.specialty === undefined ? [] : [one.specialty.name]),
    ...(one.mode === undefined ? [] : [`Mode: ${one.mode}`]),
    ...(one.text === undefined ? [] : [`Reason: ${one.text}`]),
  ].join(', ')
  const type = one.direction === 'inbound' ? 'SelfReferral' : one.service && services[one.service]
  return element(
    'RequestStatement',
    { classCode: 'OBS', moodCode: 'RQO' },
    identified(entryId(context, 'RequestStatement', one.key)),
    termCode(one.concept, type === undefined ? '' : requestType(type)),
    words === '' ? '' : element('text', {}, escaped(words)),
    status('COMPLETE'),
    effective({}),
    availability(one.date),
    one.priority === undefined ? '' : priorities[one.priority],
    marks(one.notForPatient),
    performer(one, context, inside),
  )
}

function requestType(type: string): string {
  const both = { code: type, displayName: type }
  return element(
    'qualifier',
    { inverted: 'false', codeSystem: '2.16.840.1.113883.2.1.6.3' },
    element('name', { code: 'RequestType', displayName: 'RequestType' }),
    element('value', both),
  )
}

/** The letters of a referral: an unspecified problem that names it and links them. */
export function letterLinks(one: InventedReferral, context: PatientContext): string {
  const reference = (key: number) =>
    element(
      'component',
      { typeCode: 'COMP' },
      element(
        'statementRef',
        { classCode: 'OBS', moodCode: 'EVN' },
        identified(entryId(context, 'NarrativeStatement', key)),
      ),
    )
  const named = identified(entryId(context, 'RequestStatement', one.key))
  return element(
    'LinkSet',
    { classCode: 'OBS', moodCode: 'EVN' },
    identified(entryId(context, 'LetterLinks', one.key)),
    snomed('code', '394776006', 'Unspecified problem'),
    status('COMPLETE'),
    effective({ center: one.recordedAt }),
    availability(one.recordedAt),
    ...one.letters.map(reference),
    element(
      'conditionNamed',
      { typeCode: 'NAME', inversionInd: 'true' },
      element('namedStatementRef', { classCode: 'OBS', moodCode: 'EVN' }, named),
    ),
  )
}

/** The file's name in a message: the document's id and its own name. */
export function fileNameOf(one: InventedDocument, context: PatientContext): string {
  return `${entryId(context, 'Document', one.key)}_${one.fileName}`
}

export function documentStatement(one: InventedDocument, context: PatientContext, inside: boolean): string {
  const reference = `file://localhost/${encodeURIComponent(fileNameOf(one, context))}`
  const file = element(
    'referredToExternalDocument',
    { classCode: 'DOC', moodCode: 'EVN' },
    identified(entryId(context, 'Document', one.key)),
    snomed('code', '25821000000100', 'Original text document', original(one.concept.text)),
    element('text', { mediaType: one.contentType }, element('reference', { value: reference })),
  )
  const after = `${element('reference', { typeCode: 'REFR' }, file)}${performer(one, context, inside)}`
  return narrative(one.key, one.title, one.date, context, { after, notForPatient: one.notForPatient })
}

/** An ebXML message: envelope with its manifest, the extract, and the documents in base64. */
export function multipart(extract: string, documents: readonly InventedDocument[], context: PatientContext): string {
  const reference = (href: string, description: string) =>
    element(
      'eb:Reference',
      { 'xlink:href': href },
      element('eb:Description', { 'xml:lang': 'en' }, escaped(description)),
    )
  const files = documents.map(one => ({ one, id: `${entryId(context, 'Attachment', one.key)}@example.nhs.uk` }))
  const manifest = element(
    'eb:Manifest',
    { 'eb:version': '2.0' },
    reference('cid:ehr@example.nhs.uk', 'RCMR_IN030000UK07'),
    ...files.map(({ one, id }) =>
      reference(
        `cid:${id}`,
        `Filename="${fileNameOf(one, context)}" ContentType=${one.contentType} Compressed=No LargeAttachment=No OriginalBase64=Yes Length=${documentBytes(one).length}`,
      ),
    ),
  )
  const spaces = {
    'xmlns:SOAP': 'http://schemas.xmlsoap.org/soap/envelope/',
    'xmlns:eb': 'http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd',
    'xmlns:xlink': 'http://www.w3.org/1999/xlink',
  }
  const envelope = element('SOAP:Envelope', spaces, element('SOAP:Body', {}, manifest))
  const part = (id: string, type: string, encoding: string, body: string) =>
    `--${boundary}\r\nContent-Id: <${id}>\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n`
  return [
    `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="${boundary}"; type="text/xml"\r\n\r\n`,
    part('envelope@example.nhs.uk', 'text/xml; charset=UTF-8', '8bit', envelope),
    part('ehr@example.nhs.uk', 'application/xml; charset=UTF-8', '8bit', extract),
    ...files.map(({ one, id }) => part(id, one.contentType, 'base64', lines(documentBytes(one)))),
    `--${boundary}--\r\n`,
  ].join('')
}

const boundary = '--=_MIME-Boundary'

/** Base64 in lines of 76 characters. */
function lines(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n')
}
