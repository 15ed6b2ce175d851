/** A patient's record out of their extracts: the newest of each sender. Pure. */
import { noEntries, type PatientRecord } from '@gpc/clinical'
import type { PatientRows, SourceRow } from '../contract.ts'
import { scopeOf } from './composition.ts'
import { readComposition } from './consultations.ts'
import { medicationsOf } from './medications.ts'
import { unpacked } from './packed.ts'
import { linkTopics, problemsOf } from './problems.ts'
import { type Keys, newReading } from './reading.ts'
import { agentsOf } from './staff.ts'
import { readStatement } from './statements.ts'
import { treeOf } from './tree.ts'

/**
 * The extracts that count: of each sender the one that was made last (of two made at once the one with the higher id), newest first. What
 * a practice sent earlier is superseded by what it sends later, not by what another practice sends.
 */
export function currentExtracts(extracts: readonly SourceRow[]): readonly SourceRow[] {
  const newestFirst = [...extracts].sort((a, b) => made(b).localeCompare(made(a)) || b.key.localeCompare(a.key))
  const senders = new Set<string>()
  return newestFirst.filter(({ columns }) => {
    const sender = columns.author ?? ''
    if (senders.has(sender)) return false
    senders.add(sender)
    return true
  })
}

const made = ({ columns }: SourceRow) => (columns.available ?? '').replace(/\D.*$/, '').padEnd(14, '0')

export function recordOf(rows: PatientRows): PatientRecord {
  const known = new Set<string>()
  const parts = currentExtracts(rows.table('EhrExtract')).map(extract => {
    return entriesOf(extract, known)
  })
  const readings = parts.map(({ reading }) => reading)
  const { plans, unreadable } = medicationsOf(readings.flatMap(({ statements }) => statements))
  return {
    ...noEntries,
    allergies: readings.flatMap(({ allergies }) => allergies),
    medications: plans,
    consultations: parts.flatMap(({ consultations }) => consultations),
    problems: parts.flatMap(({ problems }) => problems),
    immunisations: readings.flatMap(({ immunisations }) => immunisations),
    observations: readings.flatMap(({ observations }) => observations),
    investigations: readings.flatMap(({ investigations }) => investigations),
    referrals: readings.flatMap(({ referrals }) => referrals),
    documents: readings.flatMap(({ documents }) => documents),
    diary: readings.flatMap(({ diary }) => diary),
    staff: once(parts.flatMap(({ agents }) => agents.staff)),
    organisations: once(parts.flatMap(({ agents }) => agents.organisations)),
    unreadable: [...readings.flatMap(reading => reading.unreadable), ...unreadable],
  }
}

function once<T extends { readonly key: string }>(all: readonly T[]): readonly T[] {
  return [...new Map([...all].reverse().map(one => [one.key, one])).values()].reverse()
}

function keysBeside(known: ReadonlySet<string>, own: Set<string>): Keys {
  return key => {
    if (known.has(key)) return undefined
    let one = key
    for (let n = 2; own.has(one); n++) one = `${key}~${n}`
    own.add(one)
    return one
  }
}

/** What one extract adds to those that are `known`; their keys are added to it. */
function entriesOf(extract: SourceRow, known: Set<string>) {
  const {
    content = '',
    interaction = '',
    nhsNumber = '',
    endResolved,
    attachments = '',
    awaited = '',
  } = extract.columns
  const [directory, ...compositions] = unpacked(content)
  const message = { patient: nhsNumber, marks: interaction >= 'RCMR_IN030000UK07' }
  const agents = agentsOf(treeOf(`<agents>${directory.whole.slice(directory.from, directory.to)}</agents>`), message)
  const organisations = new Set(agents.organisations.map(({ key }) => key))
  const own = new Set<string>()
  const given = {
    message,
    keys: keysBeside(known, own),
    endResolved: endResolved === 'on',
    extract: extract.key,
    received: new Set(attachments.split('\n')),
    awaited: new Set(awaited.split('\n')),
    isOrganisation: (key: string) => organisations.has(key),
  }
  const reading = newReading(given, readStatement)
  for (const [i, { whole, from, to }] of compositions.entries()) {
    const composition = treeOf(whole, from, to)
    reading.place = `${extract.key}/${String(i + 1).padStart(5, '0')}`
    reading.nameless = 0
    readComposition(composition, scopeOf(composition, message), reading)
  }
  const problems = problemsOf(reading)
  const consultations = linkTopics(reading.drafts, problems)
  for (const key of own) known.add(key)
  return { reading, problems, consultations, agents }
}
