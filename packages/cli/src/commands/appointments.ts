import { type Appointment, type GpConnect, idOf, nameOf } from '@gpc/client'
import { addDays, londonDay } from '@gpc/fhir'
import type { Command } from 'commander'
import { day, nhsNumber, webAddress } from '../arguments.ts'
import {
  type AppointmentName,
  type AskingOptions,
  addAsking,
  appointmentName,
  askingOf,
  odsCodes,
} from '../booking/options.ts'
import { decided, undecided } from '../booking/outcome.ts'
import { appointmentTable, type Names } from '../booking/print.ts'
import type { Context } from '../context.ts'
import { practiceAtPds } from '../pds.ts'
import { Problem, sentenceOf } from '../problem.ts'
import { painter } from '../text.ts'

interface ListOptions extends AskingOptions {
  readonly practices?: readonly string[]
  readonly from: string
  readonly to: string
  readonly pds?: string
  readonly json?: boolean
}

/** `gpc appointments`: a patient's appointments, in one practice or several. */
export function addAppointments(program: Command, context: Context): void {
  const command = program
    .command('appointments')
    .description("List a patient's appointments from today on; cancelled ones too.")
    .argument('<nhs-number>', 'whose', nhsNumber)
    .option('--practices <ods>', 'ODS codes, with commas between; the practice that PDS names, if absent', odsCodes)
    .option('--from <date>', 'first day, today at the earliest', day, londonDay())
    .option('--to <date>', 'last day; a year from today, if absent', day, addDays(londonDay(), 365))
    .option('--json', 'one Appointment a line, as it came')
    .option('--pds <url>', 'PDS FHIR API; or GPC_PDS', webAddress)
  addAsking(command)
    .addHelpText('after', '\nExample:\n  gpc appointments 9990000018 --practices A99001,A99002')
    .action((patient: string, options: ListOptions) => list(context, patient, options))
}

async function list(context: Context, number: string, options: ListOptions): Promise<void> {
  const { from, to, json = false } = options
  const { gpc } = await askingOf(context, options)
  const practices = options.practices ?? [await practiceAtPds(context, number, options.pds)]
  const { signal } = context
  const answers = await Promise.allSettled(
    practices.map(async practice => {
      const patient = await gpc.findPatient({ nhsNumber: number, practice, signal })
      if (patient?.id === undefined) return []
      const found = await gpc.patientAppointments({ practice, patientId: patient.id, from, to, signal })
      return found.map(appointment => ({ practice, appointment }))
    }),
  )
  const all = answers
    .flatMap(one => (one.status === 'fulfilled' ? one.value : []))
    .toSorted((a, b) => Date.parse(a.appointment.start) - Date.parse(b.appointment.start))
  if (json) context.out.write(all.map(one => `${JSON.stringify(one)}\n`).join(''))
  else if (all.length === 0) context.out.write('No appointments were found.\n')
  else context.out.write(appointmentTable(all, await namesAt(gpc, all, signal), painter(context, context.out)))
  const failed = answers.flatMap((one, i) =>
    one.status === 'rejected' ? [`${practices[i]}: ${sentenceOf(one.reason)}`] : [],
  )
  if (failed.length > 0)
    throw new Problem(`Appointments of these practices are not known: ${failed.join('; ')}`, {
      exitCode: failed.length < practices.length ? undecided : 1,
    })
}

/** Names by the read interactions (APT-RETR-10); who or what can't be read keeps its id. */
async function namesAt(
  gpc: GpConnect,
  all: readonly { readonly practice: string; readonly appointment: Appointment }[],
  signal: AbortSignal,
): Promise<Names> {
  const names = new Map<string, string>()
  const wanted = new Map<string, () => Promise<string>>()
  for (const { practice, appointment } of all) {
    for (const { actor } of appointment.participant ?? []) {
      const [person, place] = [idOf(actor, 'Practitioner'), idOf(actor, 'Location')]
      if (person !== undefined)
        wanted.set(`Practitioner/${person}`, async () =>
          nameOf(await gpc.readPractitioner({ id: person, practice, signal })),
        )
      if (place !== undefined)
        wanted.set(
          `Location/${place}`,
          async () => (await gpc.readLocation({ id: place, practice, signal })).name ?? '',
        )
    }
  }
  await Promise.all(
    [...wanted].map(async ([key, read]) => {
      const name = await read().catch(() => '')
      if (name !== '') names.set(key, name)
    }),
  )
  return { of: (type, id) => names.get(`${type}/${id}`) ?? `${type} ${id}` }
}

interface ChangeOptions extends AskingOptions {
  readonly reason?: string
  readonly comment?: string
  readonly json?: boolean
}

/** `gpc amend`: changes the texts of an appointment, nothing else (APT-AMND-01). */
export function addAmend(program: Command, context: Context): void {
  const command = program
    .command('amend')
    .description('Change the reason or the comment of an appointment.')
    .argument('<appointment>', 'as gpc appointments names it', appointmentName)
    .option('--reason <text>', 'why, for the practice: at most 100 characters')
    .option('--comment <text>', 'at most 500 characters; an empty one takes the comment away')
    .option('--json', 'print the Appointment as it came')
  addAsking(command)
    .addHelpText('after', '\nExample:\n  gpc amend A99001/… --comment "Needs an interpreter"')
    .action(async ({ practice, id }: AppointmentName, options: ChangeOptions) => {
      const { reason, comment } = options
      if (reason === undefined && comment === undefined)
        return command.error('error: say what to change, by --reason or --comment.', { exitCode: 2 })
      const { gpc } = await askingOf(context, options)
      const { signal } = context
      const appointment = await gpc.readAppointment({ practice, id, signal })
      const texts = {
        ...(reason === undefined ? {} : { description: reason }),
        ...(comment === undefined ? {} : { comment }),
      }
      const changed = await decided(() => gpc.amendAppointment({ practice, appointment, signal, ...texts }))
      context.out.write(
        options.json === true ? `${JSON.stringify(changed, null, 2)}\n` : `Amended: ${practice}/${id}\n`,
      )
    })
}

/** `gpc cancel`: cancels an appointment; its slots are free again. */
export function addCancel(program: Command, context: Context): void {
  const command = program
    .command('cancel')
    .description('Cancel an appointment, whoever booked it.')
    .argument('<appointment>', 'as gpc appointments names it', appointmentName)
    .requiredOption('--reason <text>', 'why it is cancelled')
    .option('--json', 'print the Appointment as it came')
  addAsking(command)
    .addHelpText('after', '\nExample:\n  gpc cancel A99001/… --reason "Patient feels better"')
    .action(async ({ practice, id }: AppointmentName, options: ChangeOptions & { readonly reason: string }) => {
      const { gpc } = await askingOf(context, options)
      const { signal } = context
      const appointment = await gpc.readAppointment({ practice, id, signal })
      const { reason } = options
      const changed = await decided(() => gpc.cancelAppointment({ practice, appointment, reason, signal }))
      context.out.write(
        options.json === true ? `${JSON.stringify(changed, null, 2)}\n` : `Cancelled: ${practice}/${id}\n`,
      )
    })
}
