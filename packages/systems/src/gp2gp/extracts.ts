/** Messages as source rows, one of each extract with its XML packed, and their attachments. */
import { Buffer } from 'node:buffer'
import { isNhsNumber } from '@gpc/fhir'
import type { Position, SourceItem, SourceRow } from '../contract.ts'
import type { SourceFile } from '../shared/files.ts'
import { attachmentKey } from './documents.ts'
import { type Message, MessageFault, readMessage } from './message.ts'
import { packed } from './packed.ts'

/** Bytes of a message, at most. */
export const largestMessage = 200 * 1024 * 1024

/** File names of messages in a folder. */
export const isMessageName = (name: string) => /\.(xml|mime|eml)$/i.test(name)

/** Columns of the table EhrExtract; all are text. */
export const columns = [
  'nhsNumber',
  'available',
  'interaction',
  'author',
  'destination',
  'endResolved',
  'attachments',
  'awaited',
  'content',
] as const

/** @throws MessageFault if it isn't an EHR extract, whole and within the limits */
export async function readFile(file: SourceFile): Promise<Message> {
  if (file.size > largestMessage) throw new MessageFault(`larger than ${largestMessage} bytes`, 1)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of await file.open()) {
    if (!(chunk instanceof Uint8Array)) continue
    size += chunk.byteLength
    if (size > largestMessage) throw new MessageFault(`larger than ${largestMessage} bytes`, 1)
    chunks.push(chunk)
  }
  return readMessage(Buffer.concat(chunks))
}

/**
 * Whose message it is: the number that it names, else the one that the operator gave.
 * @throws MessageFault where neither is there, the two differ, or the number isn't valid
 */
export function patientOf(message: Message, given?: string): string {
  const { nhsNumber } = message
  if (nhsNumber !== undefined && given !== undefined && nhsNumber !== given) {
    throw new MessageFault(`it is about another patient than the given NHS number ${given}`, 1)
  }
  const number = nhsNumber ?? given
  if (number === undefined) throw new MessageFault('it names no patient by NHS number: give one with --nhs-number', 1)
  if (!isNhsNumber(number)) throw new MessageFault(`${number} is not a valid NHS number`, 1)
  return number
}

/** The row of a message about a patient, and its attachments. The row of an older extract stays; `assemble` takes the newest. */
export function itemsOf(message: Message, nhsNumber: string, file: string, endResolved: boolean): SourceItem[] {
  const owner = `nhs:${nhsNumber}`
  const { id, available, interaction, author, destination, agents } = message
  const cells: Readonly<Record<(typeof columns)[number], string>> = {
    nhsNumber,
    available,
    interaction,
    author: author ?? '',
    destination: destination ?? '',
    endResolved: endResolved ? 'on' : '',
    attachments: message.attachments.map(({ name }) => attachmentKey(name, id)).join('\n'),
    awaited: message.awaited.map(name => attachmentKey(name, id)).join('\n'),
    content: packed(agents, message.compositions),
  }
  const filled = Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== ''))
  const row: SourceRow = { table: 'EhrExtract', key: id, owner, shared: false, columns: filled }
  const at = { file, line: 1 }
  return [{ kind: 'upsert', source: 'gp2gp', row, at }, ...attachmentItems(message, owner, at)]
}

/** Documents that came with the message. Of two with one name the first counts. */
function attachmentItems(message: Message, owner: string, at: Position): readonly SourceItem[] {
  const seen = new Set<string>()
  return message.attachments.map(({ name, mediaType, content }): SourceItem => {
    const key = attachmentKey(name, message.id)
    if (seen.has(key)) {
      const reason = 'the message has another attachment of this name'
      return { kind: 'reject', source: 'gp2gp', at, column: 'attachment', reason, row: `${name} (${mediaType})` }
    }
    seen.add(key)
    const attachment = { key, owner, name: name.replace(/^[0-9a-f-]{36}_/i, ''), contentType: mediaType, content }
    return { kind: 'attachment', source: 'gp2gp', attachment, at }
  })
}

export function rejectOf(fault: MessageFault, file: string): SourceItem {
  return {
    kind: 'reject',
    source: 'gp2gp',
    at: { file, line: fault.line },
    reason: fault.message,
    row: `the whole message ${file}`,
  }
}
