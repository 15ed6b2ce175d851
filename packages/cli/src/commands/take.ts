import {
  type ClinicalAreas,
  createGpConnect,
  demographicDifferences,
  type GpConnectOptions,
  planTake,
  type StructuredRecord,
  type TakeEntry,
  type TakenArea,
  type TakePlan,
  takenAreas,
} from '@gpc/client'
import { runImport } from '@gpc/intake'
import { type Practice, patientRows, type Store } from '@gpc/store'
import { type TakenEntry, takenDelivery, takenKey, takenSummary, takenTable } from '@gpc/systems'
import { type Command, Option } from 'commander'
import { nhsNumber, odsCode, takeAreas, webAddress } from '../arguments.ts'
import { type ConsumerOptions, consumerOf } from '../consumer.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'
import { personName } from '../record/words.ts'
import { systems } from '../systems.ts'
import { ownRecord } from '../taking/own-record.ts'
import { printTaking } from '../taking/print.ts'
import { painter } from '../text.ts'

interface Options extends ConsumerOptions {
  readonly from: string
  readonly into: string
  readonly areas: ReadonlySet<TakenArea>
  readonly accept?: readonly string[]
  readonly samePerson?: boolean
  readonly migrate?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** What is left for a person to decide ends the command with this. */
const decisionsLeft = 3

/** `gpc take`: entries of another practice's record as new ones in one's own, with where they are from (STR-COM-02, MIG-STR-13). */
export function addTake(program: Command, context: Context): void {
  program
    .command('take')
    .description("Take medicines and allergies out of another practice's record into one's own, as new entries.")
    .argument('<nhs-number>', 'whose', nhsNumber)
    .requiredOption('--from <ods>', 'the practice that is asked, through SDS and SSP', odsCode)
    .requiredOption('--into <ods>', 'the practice of this provider that gets them', odsCode)
    .addOption(
      new Option('--areas <areas>', `with commas between: ${takenAreas.join(', ')}`)
        .argParser(takeAreas)
        .default(defaultAreas, [...defaultAreas].join(', ')),
    )
    .option('--accept <keys...>', 'take these too, which a person has decided, by the keys that are shown')
    .option('--same-person', 'somebody has made sure that it is the same person, though the demographics differ')
    .option('--migrate', 'ask by migration: for a patient whom PDS has at --into already')
    .option('--dry-run', 'only show what would be taken')
    .option('--json', 'print JSON')
    .optionsGroup('Elsewhere than in the running sandbox:')
    .option('--sds <url>', 'SDS: http(s) for its FHIR API, ldap(s) for LDAP')
    .option('--ssp <url>', 'Spine Secure Proxy', webAddress)
    .option('--asid <asid>', "your ASID; the practice's own, if absent")
    .addHelpText(
      'after',
      `
Nothing that is there is changed, and nothing is taken twice. Medicines in use are marked as needing re-authorisation. All is taken, or nothing.
Exit code 3: done, and something is left for a person to decide.

Examples:
  gpc take 9990000018 --from A99001 --into A99003 --dry-run
  gpc take 9990000018 --from A99001 --into A99003 --areas allergies,medication,problems`,
    )
    .action((patient: string, options: Options) =>
      withDatabase(context, async ({ store }) => run(context, store, patient, options)),
    )
}

const defaultAreas: ReadonlySet<TakenArea> = new Set(['allergies', 'medication'])

async function run(context: Context, store: Store, patient: string, options: Options): Promise<void> {
  const { from, into, dryRun = false, json = false } = options
  if (from === into) throw new Problem('--from and --into are the same practice.', { exitCode: 2 })
  const practice = await practiceOf(store, into)
  const ours = await ownRecord(store, into, patient)
  const consumer = await consumerAt(context, practice, options)
  const theirs = await ask(context, consumer, patient, options)
  checkPerson(theirs, ours, options)
  const plan = await decided(store, patient, theirs, ours, options)
  const name = theirs.organization(theirs.patient?.managingOrganization)?.name ?? from
  const by = personName({ ...consumer.user, prefix: consumer.user.prefix === undefined ? [] : [consumer.user.prefix] })
  if (!dryRun && plan.take.length > 0) {
    const at = new Date().toISOString()
    const entries = plan.take.map(
      (one): TakenEntry => ({ ...one, nhsNumber: patient, from: { ods: from, name }, at, by: by ?? consumer.user.id }),
    )
    await runImport(store, { practice, system: 'taken', delivery: takenDelivery(entries), systems })
  }
  const keyOf = (entry: TakeEntry) => shortKey(patient, entry)
  if (json) context.out.write(`${JSON.stringify(asJson(plan, theirs, keyOf, dryRun))}\n`)
  else {
    const taking = {
      plan,
      warnings: theirs.warnings,
      from: title(from, name),
      into: title(into, practice.name),
      isTrial: dryRun,
      keyOf,
    }
    context.out.write(printTaking(taking, painter(context, context.out), context.out.columns))
  }
  if (plan.decide.length > 0) {
    const what = plan.decide.length === 1 ? '1 entry is' : `${plan.decide.length} entries are`
    throw new Problem(`${what} left for a person to decide.`, { exitCode: decisionsLeft })
  }
}

const title = (ods: string, name: string): string => (name === ods ? ods : `${ods} ${name}`)

/** Whoever takes a record is of the practice that gets it: its own ASID and name (SEC-HDR-02, MIG-AUT-03). */
async function consumerAt(context: Context, practice: Practice, options: Options): Promise<GpConnectOptions> {
  const { options: found } = await consumerOf(context, {
    ...(options.sds === undefined ? {} : { sds: options.sds }),
    ...(options.ssp === undefined ? {} : { ssp: options.ssp }),
    ...(options.sds === undefined || options.ssp === undefined
      ? {}
      : { asid: options.asid ?? practice.asid, organisation: practice.ods }),
  })
  return { ...found, asid: options.asid ?? practice.asid, organisation: { ods: practice.ods, name: practice.name } }
}

async function ask(
  { signal }: Context,
  consumer: GpConnectOptions,
  patient: string,
  { from, areas, migrate = false }: Options,
): Promise<StructuredRecord> {
  const gpc = createGpConnect(consumer)
  const call = { nhsNumber: patient, practice: from, signal }
  return migrate ? gpc.migrate(call) : gpc.structuredRecord({ ...call, ...requestOf(areas) })
}

/** Vaccinations that weren't given can't be asked for beside problems (STR-PAR-21). */
function requestOf(areas: ReadonlySet<TakenArea>): ClinicalAreas {
  const plain: ClinicalAreas = Object.fromEntries([...areas].map(name => [name, {}]))
  return {
    ...plain,
    ...(areas.has('allergies') ? { allergies: { resolved: true } } : {}),
    ...(areas.has('immunisations') && !areas.has('problems') ? { immunisations: { notGiven: true } } : {}),
  }
}

/** STR-CONS-01. @throws Problem that names each field with both values */
function checkPerson(
  theirs: StructuredRecord,
  ours: StructuredRecord,
  { from, into, samePerson = false }: Options,
): void {
  const name = ours.patient?.name?.find(one => one.use === 'official') ?? ours.patient?.name?.[0]
  const { gender, birthDate } = ours.patient ?? {}
  const local = {
    ...(name?.family === undefined ? {} : { family: name.family }),
    ...(name?.given === undefined ? {} : { given: name.given.join(' ') }),
    ...(gender === undefined ? {} : { gender }),
    ...(birthDate === undefined ? {} : { birthDate }),
  }
  const differing = demographicDifferences(theirs.patient, local)
  if (differing.length === 0 || samePerson) return
  const fields = differing.map(
    one => `${one.field} is ${one.local} at ${into} and ${one.practice ?? 'not told'} at ${from}`,
  )
  throw new Problem(
    `The practices differ about who this is: ${fields.join('; ')}. Make sure that it is the same person, then add --same-person.`,
  )
}

async function decided(
  store: Store,
  patient: string,
  theirs: StructuredRecord,
  ours: StructuredRecord,
  { from, into, areas, accept = [] }: Options,
): Promise<TakePlan> {
  const rows = await patientRows(store, into, 'taken', takenTable, patient)
  const summaries = rows.map(({ key, columns }) => takenSummary(key, columns))
  const taken = new Map(summaries.flatMap(one => one.identifiers.map(id => [id, one.facts] as const)))
  const request = { theirs, ours, from, areas, taken }
  const plan = planTake(request)
  if (accept.length === 0) return plan
  const chosen = accept.flatMap(key => {
    const found = plan.decide.filter(({ entry }) =>
      takenKey({ ...entry, nhsNumber: patient }).startsWith(key.toLowerCase()),
    )
    if (found.length !== 1)
      throw new Problem(`There is nothing to decide with the key ${key}: see the keys without --accept.`)
    return found.flatMap(({ entry }) => entry.identifiers)
  })
  return planTake({ ...request, accepted: new Set(chosen) })
}

const shortKey = (nhsNumber: string, entry: TakeEntry): string => takenKey({ ...entry, nhsNumber }).slice(0, 8)

function asJson(plan: TakePlan, theirs: StructuredRecord, keyOf: (entry: TakeEntry) => string, dryRun: boolean) {
  const brief = (entry: TakeEntry) => {
    const { area, title: name, identifiers, facts, degraded, needsAuthorisation, notForPatient } = entry
    return { key: keyOf(entry), area, title: name, identifiers, facts, degraded, needsAuthorisation, notForPatient }
  }
  return {
    dryRun,
    taken: plan.take.map(brief),
    decide: plan.decide.map(({ entry, kind, differences }) => ({ ...brief(entry), kind, differences })),
    held: plan.held.map(brief),
    takenBefore: plan.before.map(brief),
    unusable: plan.unusable,
    warnings: theirs.warnings,
    traceId: theirs.traceId,
  }
}
