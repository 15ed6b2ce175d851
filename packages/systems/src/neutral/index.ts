/** The neutral file of sessions and slots, for systems that publish none, and for any practice. README.md describes it. */
import { basename } from 'node:path'
import { ImportRefused } from '../contract.ts'
import { type SourceFile, sourceFiles } from '../shared/files.ts'
import { decoded } from '../shared/table.ts'
import { joinBook, type NeutralBook, type NeutralContext } from './book.ts'
import { readBundle } from './bundle.ts'
import { readSessions, readSlots } from './csv.ts'

export type { NeutralBook, NeutralContext, NeutralReject } from './book.ts'

/** A Bundle is held in memory: what a practice has in months is far below. */
const largestBundle = 200_000_000

/**
 * Reads a folder (or zip) with sessions.csv and slots.csv, or a file with a Bundle.
 * @throws ImportRefused if there is neither, a column is missing, or not one session can be read
 */
export async function readNeutral(path: string, context: NeutralContext): Promise<NeutralBook> {
  const files = await sourceFiles(path)
  const named = (name: string) => files.find(file => file.name.toLowerCase() === name)
  const sessions = named('sessions.csv')
  const slots = named('slots.csv')
  const book =
    sessions !== undefined && slots !== undefined
      ? await fromCsv(sessions, slots, context)
      : await fromBundle(files, path, context)
  if (book.schedules.length > 0) return book
  const [first] = book.rejects
  const why = first === undefined ? 'it names none' : `${first.file} ${first.line}: ${first.column} ${first.reason}`
  throw new ImportRefused(`${basename(path)} has not one session that can be used (${why}): nothing was changed.`)
}

async function fromCsv(sessionFile: SourceFile, slotFile: SourceFile, context: NeutralContext): Promise<NeutralBook> {
  const sessions = await readSessions(sessionFile)
  const slots = await readSlots(slotFile)
  const rejects = [...sessions.rejects, ...slots.rejects]
  return joinBook(sessions.rows, slots.rows, rejects, [sessionFile.name, slotFile.name], context)
}

async function fromBundle(files: readonly SourceFile[], path: string, context: NeutralContext): Promise<NeutralBook> {
  const [file, another] = files.filter(one => /\.json$/i.test(one.name))
  if (file === undefined || another !== undefined) {
    throw new ImportRefused(
      `${basename(path)} holds neither sessions.csv and slots.csv nor one .json file with a Bundle: see packages/systems/src/neutral/README.md.`,
    )
  }
  if (file.size > largestBundle) throw new ImportRefused(`${file.name} is too large: give it as CSV, or in parts.`)
  let text = ''
  for await (const piece of decoded(file, 'utf-8', () => {})) text += piece
  const found = readBundle(text, file.name, context.places)
  if (found === undefined) throw new ImportRefused(`${file.name} is no FHIR STU3 Bundle as JSON: check the file.`)
  return joinBook(found.sessions, found.slots, found.rejects, [file.name], context)
}
