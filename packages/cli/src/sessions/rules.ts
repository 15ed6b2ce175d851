/** Who may book: a practice's rules, whose unknown slots it trusts, and session types that belong to a service. */
import { readFile } from 'node:fs/promises'
import { type AvailabilityRule, deliveryChannels, notOffered, organisationTypes, trusting } from '@gpc/clinical'
import { bookingRules, healthcareServices, linkService, serviceLinks, setBookingRules } from '@gpc/store'
import { Argument, type Command } from 'commander'
import { z } from 'zod'
import { odsCode } from '../arguments.ts'
import type { Context } from '../context.ts'
import { withDatabase } from '../database.ts'
import { operator } from '../operator.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'
import { counted } from '../text.ts'

const sources = ['emis', 'tpp', 'neutral'] as const

/** `gpc sessions trust`: the practice says that slots of unknown state are free. */
export function addTrust(group: Command, context: Context): void {
  group
    .command('trust')
    .description(
      "Say that slots whose files can't tell whether they are blocked or embargoed are free; they are offered then.",
    )
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .addArgument(new Argument('<source>', 'where they come from').choices([...sources]))
    .option('--no-more', 'they are no longer trusted')
    .addHelpText(
      'after',
      "\nIt concerns slots of sessions that the practice's rules make bookable.\n\nExample:\n  gpc sessions trust A99001 emis",
    )
    .action((ods: string, source: (typeof sources)[number], { more }: { more: boolean }) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, ods)
        const rules = await bookingRules(store.pool, ods)
        if (!rules.some(rule => rule.offer.bookable))
          throw new Problem(
            `${ods} offers nothing to others yet: set its rules by gpc sessions rules ${ods} --set FILE.`,
          )
        await setBookingRules(store, ods, trusting(rules, source, more), operator(context))
        context.out.write(
          `${ods}: slots of ${source} that may be blocked or embargoed are ${more ? 'offered' : 'no longer offered'}.\n`,
        )
      }),
    )
}

const offerSchema = z.strictObject({
  bookable: z.boolean().default(true),
  organisationTypes: z.array(z.enum(organisationTypes)).default([]),
  organisations: z.array(z.string().toUpperCase()).default([]),
  windowDays: z.int().min(0).exactOptional(),
  embargoMinutes: z.int().min(0).default(0),
  limit: z.int().min(1).exactOptional(),
  unknownToo: z.boolean().default(false),
})

const ruleSchema = z.strictObject({
  source: z.enum(['own', 'neutral', 'emis', 'tpp']).exactOptional(),
  category: z.string().exactOptional(),
  type: z.string().exactOptional(),
  channel: z.enum(deliveryChannels).exactOptional(),
  role: z.string().exactOptional(),
  location: z.string().exactOptional(),
  offer: offerSchema,
})

/** `gpc sessions rules`: shows or replaces them. */
export function addRules(group: Command, context: Context): void {
  group
    .command('rules')
    .description("Show a practice's rules about who may book what, or replace them; each change is kept.")
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .option('--set <file>', 'JSON file: a list of rules, the first that fits decides')
    .option('--offer-all', 'one rule for all: everybody may book what is free')
    .addHelpText(
      'after',
      `
A rule: {"category": "GP surgery", "channel": "Telephone", "offer": {"organisationTypes": ["urgent-care"], "windowDays": 14}}
Conditions: source, category, type, channel, role, location. What no rule fits is not offered.

Examples:
  gpc sessions rules A99001 > rules.json
  gpc sessions rules A99001 --set rules.json`,
    )
    .action((ods: string, { set: file, offerAll = false }: { set?: string; offerAll?: boolean }) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, ods)
        if (file !== undefined || offerAll) {
          const rules = file === undefined ? [{ offer: { ...notOffered, bookable: true } }] : await rulesIn(file)
          await setBookingRules(store, ods, rules, operator(context))
          return context.out.write(`${ods} has ${counted(rules.length, 'rule')}; they count at once.\n`)
        }
        context.out.write(`${JSON.stringify(await bookingRules(store.pool, ods), null, 2)}\n`)
      }),
    )
}

async function rulesIn(path: string): Promise<readonly AvailabilityRule[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const parsed = z.array(ruleSchema).safeParse(jsonIn(text))
  if (!parsed.success) {
    const [first] = parsed.error.issues
    throw new Problem(`${path} holds no list of rules (${first?.path.join('.')}: ${first?.message}).`, { exitCode: 2 })
  }
  return parsed.data
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `gpc sessions link`: sessions of a type belong to a service (APT-SVC-09). */
export function addLink(group: Command, context: Context): void {
  group
    .command('link')
    .description('Say to which service the sessions of a type belong, or list that.')
    .argument('<ods>', 'ODS code of the practice', odsCode)
    .argument('[category]', 'session type')
    .argument('[service-id]', 'id in the Directory of Services; "none": not applicable; absent: no link any more')
    .addHelpText('after', '\nExample:\n  gpc sessions link A99001 "Minor illness" 1000000101')
    .action((ods: string, category: string | undefined, service: string | undefined) =>
      withDatabase(context, async ({ store }) => {
        await practiceOf(store, ods)
        if (category === undefined) {
          for (const [type, id] of await serviceLinks(store.pool, ods))
            context.out.write(`${type}: ${id === '' ? 'not applicable' : id}\n`)
          return
        }
        const services = await healthcareServices(store, ods)
        if (service !== undefined && service !== 'none' && !services.some(one => one.dosServiceId === service))
          throw new Problem(`${ods} has no service ${service}: add it by gpc service add ${ods}.`)
        await linkService(store, ods, category, service === 'none' ? '' : service, operator(context))
        const what =
          service === undefined
            ? 'belong to no service'
            : service === 'none'
              ? 'need no service'
              : `belong to service ${service}`
        context.out.write(`${ods}: sessions of type ${category} ${what}.\n`)
      }),
    )
}
