/** GP2GP EHR extracts: one HL7 v3 message (RCMR_IN030000UK04 to UK07) a patient, as any GP system sends them. */
import { emptyDirectory } from '@gpc/clinical'
import { type ClinicalSystem, type Delivery, ImportRefused, type OpenOptions, type SourceItem } from '../contract.ts'
import { type SourceFile, sourceFiles } from '../shared/files.ts'
import { checkSwitches } from '../shared/options.ts'
import { isMessageName, itemsOf, patientOf, readFile, rejectOf } from './extracts.ts'
import { type Message, MessageFault } from './message.ts'
import { recordOf } from './record.ts'

export const endResolvedOption = 'end-resolved-allergies'
const nhsNumberOption = 'nhs-number'

export const gp2gp: ClinicalSystem = {
  name: 'gp2gp',
  directoryTables: [],
  options: {
    [nhsNumberOption]: 'NHS number of the patient, for a message that names none',
    [endResolvedOption]:
      '`on`: allergies whose text says "Status: Resolved" or "Reason Ended" are ended; without it that is a note only',
  },
  open,
  directory: () => emptyDirectory,
  assemble: recordOf,
}

async function open(path: string, options: OpenOptions): Promise<Delivery> {
  checkSwitches(options.options, gp2gp.options, [nhsNumberOption])
  const files = await sourceFiles(path)
  const messages = files.length === 1 ? files : files.filter(({ name }) => isMessageName(name))
  const [first] = messages
  if (first === undefined)
    throw new ImportRefused(`There is no message (.xml) in ${path}: give the files or their folder.`)
  const given = options.options.get(nhsNumberOption)?.replace(/\s/g, '')
  if (given !== undefined && messages.length > 1) {
    throw new ImportRefused(`${path} holds ${messages.length} messages: --nhs-number goes with one message only.`)
  }
  const alone = messages.length === 1 ? await readAlone(first, given) : undefined
  return {
    notices: alone === undefined ? [] : noticesOf(alone.message, options.ods, first.name),
    bytes: messages.reduce((sum, { size }) => sum + size, 0),
    whole: [],
    items: read => messageItems(messages, options, read, alone),
  }
}

interface Read {
  readonly message: Message
  readonly nhsNumber: string
}

async function readAlone(file: SourceFile, given: string | undefined): Promise<Read> {
  try {
    const message = await readFile(file)
    return { message, nhsNumber: patientOf(message, given) }
  } catch (error) {
    if (!(error instanceof MessageFault)) throw error
    throw new ImportRefused(`${file.name} can't be imported (line ${error.line}): ${error.message}.`)
  }
}

/** One notice if the message is neither from nor for the practice: the operator named the practice, so it is taken. */
export function noticesOf({ author, destination }: Message, ods: string, file: string): readonly string[] {
  if (author === ods || destination === ods || author === undefined) return []
  return [
    `${file} was sent by ${author} to ${destination ?? 'nobody named'}, not by or to ${ods}; it is taken for ${ods}.`,
  ]
}

/** The rows of messages one by one; a message that can't be taken is a reject, and the others go on. */
export async function* messageItems(
  messages: readonly SourceFile[],
  options: OpenOptions,
  read: (bytes: number) => void,
  alone?: Read,
): AsyncGenerator<readonly SourceItem[]> {
  const endResolved = options.options.get(endResolvedOption) === 'on'
  let bytes = 0
  for (const file of messages) {
    try {
      const { message, nhsNumber } = alone ?? (await readOne(file))
      const items = itemsOf(message, nhsNumber, file.name, endResolved)
      for (let at = 0; at < items.length; at += 200) yield items.slice(at, at + 200)
    } catch (error) {
      if (!(error instanceof MessageFault)) throw error
      yield [rejectOf(error, file.name)]
    }
    bytes += file.size
    read(bytes)
  }
}

async function readOne(file: SourceFile): Promise<Read> {
  const message = await readFile(file)
  return { message, nhsNumber: patientOf(message) }
}
