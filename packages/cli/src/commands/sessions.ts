/** `gpc sessions`: a practice's own sessions, and what it says of those of its system's files. One file each below `../sessions`. */
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addAdd } from '../sessions/add.ts'
import { addBlock, addCancel, addRelease } from '../sessions/change.ts'
import { addConflicts } from '../sessions/conflicts.ts'
import { addList, addShow } from '../sessions/list.ts'
import { addLink, addRules, addTrust } from '../sessions/rules.ts'

export function addSessions(program: Command, context: Context): void {
  const group = program
    .command('sessions')
    .description("Look after a practice's sessions: add, repeat, block, release, cancel; and who may book.")
    .addHelpText(
      'after',
      `
Sessions of EMIS and SystmOne come with gpc import; those of any practice from a neutral file by gpc import sessions.

Examples:
  gpc sessions add A99003 --date 2026-03-02 --from 09:00 --to 12:00 --minutes 10 --channel In-person \\
    --type "Routine appointment" --category "GP surgery" --staff "Bettina Marlowe" --repeat-until 2026-05-25 --bookable
  gpc sessions list A99003
  gpc sessions trust A99001 emis`,
    )
  for (const add of [
    addList,
    addShow,
    addAdd,
    addBlock,
    addRelease,
    addCancel,
    addTrust,
    addRules,
    addLink,
    addConflicts,
  ])
    add(group, context)
}
