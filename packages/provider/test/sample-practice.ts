/** A practice of the sandbox's samples, with all areas of the record: asked about patients by their traits. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type PdsRecord, pdsClient, startPds } from '@gpc/spine'
import { openStore, savePractice, setFlag, setSwitch } from '@gpc/store'
import { documents } from '@gpc/systems'
import { z } from 'zod'
import { freshDatabase } from '../../store/test/database.ts'
import { createProvider } from '../src/server.ts'
import { askRecord, importFolder, nhsNumber, type Parameter, systems, type TestPractice } from './practice.ts'

const samples = fileURLToPath(new URL('../../../samples', import.meta.url))

const patientSchema = z.object({
  nhsNumber: z.string(),
  given: z.string(),
  family: z.string(),
  gender: z.enum(['male', 'female', 'other', 'unknown']),
  birthDate: z.string(),
  traits: z.array(z.string()),
  administration: z.object({
    dissent: z.boolean().optional(),
    inTransit: z.string().optional(),
    awaitingFiling: z.string().optional(),
    pds: z.object({ known: z.boolean(), sensitive: z.boolean().optional(), deceased: z.string().optional() }),
  }),
})
const manifestSchema = z.object({
  today: z.string(),
  practices: z.array(
    z.object({
      ods: z.string(),
      asid: z.string(),
      name: z.string(),
      system: z.string(),
      folder: z.string(),
      patients: z.array(patientSchema),
    }),
  ),
})

export interface SamplePractice extends TestPractice {
  readonly at: { readonly ods: string; readonly asid: string; readonly now: number }
  readonly today: string
  /** NHS number of the first patient with a trait. */
  patient(trait: string): string
}

/** Imports the samples of a system; PDS has its patients registered with the practice. */
export async function startSamples(system: 'emis' | 'tpp' | 'vision' | 'microtest'): Promise<SamplePractice> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(samples, 'sandbox.json'), 'utf8')))
  const found = manifest.practices.find(one => one.system === system)
  const reader = systems.get(system)
  if (found === undefined || reader === undefined) throw new Error(`There are no samples of ${system}.`)
  const { ods, asid, name, folder, patients } = found
  const store = await openStore(await freshDatabase())
  await savePractice(store, { ods, name, system, asid, partyKey: `${ods}-820001` })
  await importFolder(store, reader, join(samples, folder), ods)
  const scans = join(samples, folder, 'documents')
  if (existsSync(scans)) await importFolder(store, documents, scans, ods)
  for (const one of ['gp-connect', 'foundations', 'structured', 'documents', 'html'] as const)
    await setSwitch(store, ods, one, true, 'test')
  for (const { nhsNumber: number, administration } of patients) {
    const { dissent, inTransit, awaitingFiling } = administration
    if (dissent === true) await setFlag(store, ods, number, 'dissent', '', 'test')
    if (inTransit !== undefined) await setFlag(store, ods, number, 'in-transit', inTransit, 'test')
    if (awaitingFiling !== undefined) await setFlag(store, ods, number, 'awaiting-filing', '', 'test')
  }
  const people = new Map(patients.flatMap(one => pdsRecord(one, ods)))
  const server = await startPds({
    host: '127.0.0.1',
    port: 0,
    people: { find: async number => people.get(number), search: async () => [] },
  })
  const now = Date.parse(`${manifest.today}T12:00:00Z`) / 1000
  const provider = await createProvider({
    store,
    version: 'test',
    pds: pdsClient({ baseUrl: server.url, timeoutMs: 5000 }),
    now: () => now,
  })
  return {
    at: { ods, asid, now },
    today: manifest.today,
    store,
    provider,
    people,
    patient(trait) {
      const one = patients.find(({ traits }) => traits.includes(trait))
      if (one === undefined) throw new Error(`Nobody has the trait ${trait}.`)
      return one.nhsNumber
    },
    async close() {
      await provider.close()
      await server.close()
      await store.close()
    },
  }
}

function pdsRecord(one: z.infer<typeof patientSchema>, ods: string): readonly (readonly [string, PdsRecord])[] {
  const { pds } = one.administration
  if (!pds.known) return []
  const record: PdsRecord = {
    nhsNumber: one.nhsNumber,
    invalid: false,
    sensitive: pds.sensitive === true,
    ...(pds.deceased === undefined ? {} : { deceased: pds.deceased }),
    names: [{ use: 'usual', given: [one.given], family: one.family }],
    gender: one.gender,
    birthDate: one.birthDate,
    addresses: [],
    generalPractitionerOds: ods,
  }
  return [[one.nhsNumber, record]]
}

/** A resource, looked into freely. */
export interface Found {
  readonly resourceType: string
  readonly id: string
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely in tests
  readonly [element: string]: any
}

/** The resources of a Bundle, and what is often asked of them. */
export interface Answer {
  readonly resources: readonly Found[]
  of(type: string): readonly Found[]
  /** The resource behind a relative reference, `Type/id`, or `List/id#id` in a list. */
  at(reference: string): Found
  /** The list with this code or title. */
  list(name: string): Found | undefined
  /** What the entries of a list refer to, in order. */
  items(name: string): readonly string[]
  /** Ids of the secondary lists. */
  readonly secondary: readonly string[]
  /** Texts of the warnings in the one OperationOutcome. */
  readonly warnings: readonly string[]
}

export function answerOf(bundle: { readonly entry: readonly { readonly resource: Found }[] }): Answer {
  const resources = bundle.entry.map(({ resource }) => resource)
  const lists = resources.filter(one => one.resourceType === 'List')
  const codeOf = (list: Found): string => list.code.coding[0].code
  const list = (name: string) => lists.find(one => codeOf(one) === name || one.title === name)
  const byRef = new Map(resources.map(one => [`${one.resourceType}/${one.id}`, one]))
  return {
    resources,
    of: type => resources.filter(one => one.resourceType === type),
    at(reference) {
      const [name = '', inside] = reference.split('#')
      const whole = byRef.get(name)
      const found = inside === undefined ? whole : whole?.contained.find((one: Found) => one.id === inside)
      if (found === undefined) throw new Error(`${reference} is not in the Bundle.`)
      return found
    },
    list,
    items: name =>
      (list(name)?.entry ?? []).map((one: { item: { reference: string } }) => one.item.reference ?? one.item),
    secondary: lists.map(codeOf).filter(code => /^(consultations|problems)-/.test(code)),
    warnings: resources
      .filter(one => one.resourceType === 'OperationOutcome')
      .flatMap(one => one.issue.map((issue: { details: { text: string } }) => issue.details.text)),
  }
}

/** Asks for a patient's record; fails unless it is given. */
export async function recordOf(practice: SamplePractice, patient: string, ...parameters: Parameter[]): Promise<Answer> {
  const response = await askRecord(practice, [nhsNumber(patient), ...parameters])
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${response.body}`)
  return answerOf(response.json())
}

export const include = (name: string, ...part: Parameter[]): Parameter =>
  part.length === 0 ? { name } : { name, part }

/** Every relative reference in a resource. */
export function references(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(references)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'reference' && typeof one === 'string' ? [one] : references(one),
  )
}

/** True if an element of this name is anywhere in a resource. */
export function hasElement(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some(one => hasElement(one, name))
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, one]) => key === name || hasElement(one, name))
}
