import type { FreeSlot, GpConnect, NewPatient } from '@gpc/client'
import { addDays } from '@gpc/fhir'
import { Argument, type Command } from 'commander'
import { nhsNumber, webAddress } from '../arguments.ts'
import {
  type Asking,
  type AskingOptions,
  addAsking,
  askingOf,
  organisationTypeOption,
  type SlotName,
  slotName,
  slotNames,
} from '../booking/options.ts'
import { decided, undecided } from '../booking/outcome.ts'
import { slotLines, whyNot } from '../booking/print.ts'
import type { Context } from '../context.ts'
import { findPds } from '../pds.ts'
import { Problem } from '../problem.ts'

interface Options extends AskingOptions {
  readonly patient: string
  readonly reason: string
  readonly comment?: string
  readonly telephone?: string
  readonly register?: boolean
  readonly pds?: string
  readonly service?: string
  readonly json?: boolean
}

/** `gpc book`: books a slot, or several that follow one another, in any practice. */
export function addBook(program: Command, context: Context): void {
  const command = program
    .command('book')
    .description('Book a free slot for a patient, or several that follow one another as one appointment.')
    .addArgument(new Argument('<slot...>', 'as gpc slots names it').argParser(slotNames))
    .requiredOption('--patient <nhs-number>', 'whom it is for', nhsNumber)
    .requiredOption('--reason <text>', 'why, for the practice: at most 100 characters, no clinical information')
    .option('--comment <text>', 'at most 500 characters')
    .option('--telephone <number>', 'where the practice reaches your organisation; needed outside the sandbox')
    .option('--register', 'register the patient at the practice for the time being, if unknown there')
    .option('--service <id>', 'the service that was asked for in gpc slots, in the Directory of Services')
    .option('--json', 'print the Appointment as it came')
    .option('--pds <url>', 'PDS FHIR API, for --register; or GPC_PDS', webAddress)
    .addOption(organisationTypeOption())
  addAsking(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 booked, 1 not booked, 3 the slot is taken: choose another, 4 not known: look at gpc appointments.' +
        '\n\nExample:\n  gpc book A99001/2026-12-01/… --patient 9990000018 --reason "Dressing to be changed"',
    )
    .action((slots: readonly SlotName[], options: Options) => book(context, slots, options))
}

async function book(context: Context, names: readonly SlotName[], options: Options): Promise<void> {
  const asking = await askingOf(context, options)
  const telephone = options.telephone ?? (asking.invented ? '01632 960999' : undefined)
  if (telephone === undefined)
    throw new Problem('Give the number of your organisation by --telephone.', { exitCode: 2 })
  const { signal } = context
  const slots: readonly FreeSlot[] = await find(asking, names, options.service, signal)
  const practice = slots[0]?.practice ?? ''
  const patientId = await patientAt(context, asking.gpc, practice, options)
  const { reason, comment } = options
  const appointment = await decided(() =>
    asking.gpc.bookAppointment({
      slots,
      patientId,
      description: reason,
      telephone,
      signal,
      ...(comment === undefined ? {} : { comment }),
    }),
  )
  if (options.json === true) return context.out.write(`${JSON.stringify(appointment, null, 2)}\n`)
  context.out.write(`Booked: ${practice}/${appointment.id}\n${slotLines(slots)}`)
  context.out.write(
    'Tell the patient that the practice sees who booked and why, and only limited information beside it.\n',
  )
}

/** The slots as they are now: somebody may have taken one since. */
async function find(
  { gpc, organisationType }: Asking,
  names: readonly SlotName[],
  serviceId: string | undefined,
  signal: AbortSignal,
): Promise<readonly FreeSlot[]> {
  const practices = [...new Set(names.map(one => one.practice))]
  const days = names.map(one => one.day).toSorted()
  const found: FreeSlot[] = []
  const range = { from: days[0] ?? '', to: addDays(days.at(-1) ?? '', 1) }
  for await (const answer of gpc.slots({ practices, ...range, organisationType, serviceId, signal })) {
    if ('failed' in answer)
      throw new Problem(`${answer.practice} ${whyNot[answer.failed]}: ${answer.error.message}`, { cause: answer.error })
    found.push(...answer.slots)
  }
  return names.map(name => {
    const slot = found.find(one => one.practice === name.practice && one.id === name.id)
    if (slot !== undefined) return slot
    throw new Problem(`${slotName(name)} is not free for you any more: search again.`, { exitCode: undecided })
  })
}

async function patientAt(context: Context, gpc: GpConnect, practice: string, options: Options): Promise<string> {
  const { patient: number, register = false, pds } = options
  const { signal } = context
  const known = await gpc.findPatient({ nhsNumber: number, practice, signal })
  if (known?.id !== undefined) return known.id
  if (!register)
    throw new Problem(
      `${practice} does not know the patient: add --register to register them there for the time being.`,
    )
  const patient = await personAt(context, number, pds)
  const registered = await gpc.registerPatient({ practice, patient, signal })
  if (registered.id === undefined) throw new Problem(`${practice} registered the patient, but gave no id.`)
  context.err.write(`The patient is registered at ${practice} for the time being.\n`)
  return registered.id
}

/** As PDS has the person (REG-REQ-03). */
async function personAt(context: Context, number: string, url: string | undefined): Promise<NewPatient> {
  const pds = await findPds(context, url)
  if (pds === undefined) throw new Problem('To register somebody, PDS is needed: name it by --pds.')
  const person = await pds.trace(number)
  const stops = person === undefined || person.superseded || person.invalid || person.sensitive || person.deceased
  const name = person?.names.find(one => one.use === 'usual') ?? person?.names[0]
  if (stops || name?.family === undefined || person.birthDate === undefined)
    throw new Problem('PDS has nobody with this NHS number who may be registered: check the number.')
  return {
    nhsNumber: number,
    family: name.family,
    given: name.given,
    birthDate: person.birthDate,
    ...(person.gender === 'unknown' ? {} : { gender: person.gender }),
  }
}
