/** The commands of `gpc`, one file each. */
import { Command } from 'commander'
import { addAmend, addAppointments, addCancel } from './commands/appointments.ts'
import { addAudit } from './commands/audit.ts'
import { addBench } from './commands/bench.ts'
import { addBook } from './commands/book.ts'
import { addCapacity } from './commands/capacity.ts'
import { addConform } from './commands/conform.ts'
import { addDocuments } from './commands/documents.ts'
import { addEvents } from './commands/events.ts'
import { addFlag } from './commands/flag.ts'
import { addImport } from './commands/import.ts'
import { addImports } from './commands/imports.ts'
import { addPractice } from './commands/practice.ts'
import { addRecord } from './commands/record.ts'
import { addRejects } from './commands/rejects.ts'
import { addRender } from './commands/render.ts'
import { addSandbox } from './commands/sandbox.ts'
import { addServe } from './commands/serve.ts'
import { addService } from './commands/service.ts'
import { addSessions } from './commands/sessions.ts'
import { addSlots } from './commands/slots.ts'
import { addSynth } from './commands/synth.ts'
import { addTake } from './commands/take.ts'
import { addTaken } from './commands/taken.ts'
import { addToken } from './commands/token.ts'
import { addTrace } from './commands/trace.ts'
import { addWithheld } from './commands/withheld.ts'
import type { Context } from './context.ts'
import { software } from './software.ts'

const groups = [
  ['Use a record as a consumer:', [addRecord, addDocuments, addToken]],
  ['Appointments in any practice:', [addSlots, addBook, addAppointments, addAmend, addCancel]],
  ['Run:', [addSandbox, addServe, addBench, addConform]],
  ['Bring records in:', [addImport, addImports, addRejects, addTake, addTaken, addWithheld, addRender, addSynth]],
  [
    'Look after practices:',
    [addPractice, addService, addSessions, addCapacity, addEvents, addFlag, addTrace, addAudit],
  ],
] as const

export function makeProgram(context: Context): Command {
  const program = new Command('gpc')
    .description('GP Connect: sandbox, provider, imports and records on the command line.')
    .version(software.version)
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .showHelpAfterError('(add --help to see how)')
    .exitOverride()
    .configureOutput({
      writeOut: text => context.out.write(text),
      writeErr: text => context.err.write(text),
      getOutHelpWidth: () => Math.min(context.out.columns, 120),
      getErrHelpWidth: () => Math.min(context.err.columns, 120),
      getOutHasColors: () => context.out.live,
      getErrHasColors: () => context.err.live,
    })
    .addHelpText('after', data)
  for (const [title, commands] of groups) {
    program.commandsGroup(title)
    for (const add of commands) add(program, context)
  }
  return program
}

const data = `
Where the data are:
  GPC_DATA      folder of the database that npm brought; .gpc beside the program, if unset
  DATABASE_URL  another PostgreSQL, 15 or later, instead

Exit codes: 0 done, 1 failed, 2 wrong use, 3 something is left to decide (take, slots, book,\namend, cancel), 4 it is not known whether it was done (book, amend, cancel).`
