/** Microtest, which has no public bulk format: a registration list (GPR4) and one GP2GP EHR extract a patient, in one folder. */
import { noEntries, type PatientRecord } from '@gpc/clinical'
import { type ClinicalSystem, type Delivery, ImportRefused, type OpenOptions, type PatientRows } from '../contract.ts'
import { isMessageName, itemsOf, patientOf as patientIn, readFile, rejectOf } from '../gp2gp/extracts.ts'
import { endResolvedOption, gp2gp } from '../gp2gp/index.ts'
import { type Message, MessageFault } from '../gp2gp/message.ts'
import { type SourceFile, sourceFiles } from '../shared/files.ts'
import { checkSwitches } from '../shared/options.ts'
import { checkHeader, findList, type ListFiles, listItems } from './files.ts'
import { patientOf } from './patients.ts'
import { directoryItems, directoryOf, directoryTables, type Seen, sawGp, sawMessage } from './staff.ts'

export const microtest: ClinicalSystem = {
  name: 'microtest',
  directoryTables,
  options: { [endResolvedOption]: gp2gp.options[endResolvedOption] ?? '' },
  open,
  directory: directoryOf,
  assemble,
}

async function open(path: string, options: OpenOptions): Promise<Delivery> {
  checkSwitches(options.options, microtest.options)
  const files = await sourceFiles(path)
  const list = findList(files)
  const messages = files.filter(({ name }) => isMessageName(name))
  if (list === undefined && messages.length === 0) {
    throw new ImportRefused(
      `There is neither a registration list (${options.ods}_GPR4….…A) nor a GP2GP message (.xml) in ${path}.`,
    )
  }
  await checkPractice(list, messages, options.ods)
  const [first] = list?.files ?? []
  if (first !== undefined) await checkHeader(first)
  return {
    notices: noticesOf(list),
    bytes: [...(list?.files ?? []), ...messages].reduce((sum, { size }) => sum + size, 0),
    whole: list === undefined || options.mode === 'delta' ? [] : [{ source: 'microtest', table: 'GPR4' }],
    items: read => items(list, messages, options, read),
  }
}

function noticesOf(list: ListFiles | undefined): readonly string[] {
  return list === undefined
    ? [
        'There is no registration list (GPR4) in the folder: patients keep the demographics and registrations that are known.',
      ]
    : ['A registration list has no start of registration, telephone numbers or branch; PDS may know them.']
}

/**
 * The list's name says whose it is; without a list, or with a name that doesn't say, the first message does.
 * @throws ImportRefused if it is another practice's, or nothing tells whose it is
 */
async function checkPractice(list: ListFiles | undefined, messages: readonly SourceFile[], ods: string): Promise<void> {
  if (list?.ods !== undefined && list.ods !== ods) {
    throw new ImportRefused(`The registration list is of ${list.ods}, not of ${ods}: give the folder of ${ods}.`)
  }
  const sender = await firstSender(messages)
  if (sender !== undefined && sender.author !== ods && sender.destination !== ods) {
    throw new ImportRefused(
      `${sender.file} was sent by ${sender.author ?? 'nobody named'}, not by ${ods}: give the folder of ${ods}.`,
    )
  }
  if (list !== undefined && list.ods === undefined && sender === undefined) {
    throw new ImportRefused(
      `Nothing tells whose registration list ${list.files[0]?.name ?? ''} is: put ${ods}_ before its name.`,
    )
  }
}

/** Who sent the first message that can be read. */
async function firstSender(messages: readonly SourceFile[]) {
  for (const file of messages) {
    try {
      const { author, destination } = await readFile(file)
      return { file: file.name, author, destination }
    } catch (error) {
      if (!(error instanceof MessageFault)) throw error
    }
  }
  return undefined
}

async function* items(
  list: ListFiles | undefined,
  messages: readonly SourceFile[],
  options: OpenOptions,
  read: (bytes: number) => void,
): ReturnType<Delivery['items']> {
  const seen: Seen = { rows: new Map() }
  const endResolved = options.options.get(endResolvedOption) === 'on'
  let bytes = 0
  for (const file of messages) {
    try {
      const message = await readFile(file)
      refuseOthers(message, options.ods)
      const rows = itemsOf(message, patientIn(message), file.name, endResolved)
      sawMessage(seen, message, options.ods)
      for (let at = 0; at < rows.length; at += 200) yield rows.slice(at, at + 200)
    } catch (error) {
      if (!(error instanceof MessageFault)) throw error
      yield [rejectOf(error, file.name)]
    }
    bytes += file.size
    read(bytes)
  }
  if (list !== undefined) {
    const before = bytes
    yield* listItems(
      list,
      more => read(before + more),
      gpCode => sawGp(seen, gpCode),
    )
  }
  const named = list?.files[0] ?? messages[0]
  yield directoryItems(seen, named?.name ?? '')
}

/** @throws MessageFault for a message neither by nor to the practice */
function refuseOthers({ author, destination }: Message, ods: string): void {
  if (author === ods || destination === ods) return
  throw new MessageFault(`it was sent by ${author ?? 'nobody named'}, not by or to ${ods}`, 1)
}

/** Who the patient is; the entries come from the rows of source `gp2gp`. */
function assemble(rows: PatientRows): PatientRecord {
  const [row] = rows.table('GPR4')
  return {
    ...noEntries,
    ...(row === undefined ? {} : { patient: patientOf(row) }),
    unreadable: [],
  }
}
