import { checkResource, type Interaction, interactions, profiles, routingSegments } from '@gpc/fhir'
import { setSwitch } from '@gpc/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, ods, startPractice, type TestPractice } from './practice.ts'

let practice: TestPractice
beforeAll(async () => {
  practice = await startPractice()
  await setSwitch(practice.store, ods, 'documents', true, 'test')
})
afterAll(() => practice.close())

const parameter = z.array(z.object({ name: z.string(), type: z.string() })).default([])
const statementSchema = z.object({
  version: z.string(),
  fhirVersion: z.string(),
  acceptUnknown: z.string(),
  format: z.array(z.string()),
  software: z.object({ name: z.string(), version: z.string() }),
  profile: z.array(z.object({ reference: z.string() })),
  rest: z.tuple([
    z.object({
      resource: z
        .array(
          z.object({
            type: z.string(),
            interaction: z.array(z.object({ code: z.string() })),
            searchParam: parameter,
            searchInclude: z.array(z.string()).default([]),
          }),
        )
        .default([]),
      operation: z.array(z.object({ name: z.string(), definition: z.object({ reference: z.string() }) })).default([]),
    }),
  ]),
})

const roots = {
  gpconnect: interactions.metadata,
  'gpconnect/structured': interactions.structuredMetadata,
  'gpconnect/documents': interactions.documentsMetadata,
} as const
type Root = keyof typeof roots

const asked = (root: Root) => ask(practice, { interaction: roots[root], url: `${root}/metadata` })

async function statement(root: Root) {
  const json: unknown = (await asked(root)).json()
  return { json, ...statementSchema.parse(json) }
}

const rootOf = ({ capability }: Interaction): string => (capability === 'html' ? 'html' : routingSegments[capability])

/** Whether an interaction is answered with anything else than that it isn't implemented. */
async function isAnswered(interaction: Interaction): Promise<boolean> {
  const url = `${rootOf(interaction)}${interaction.path.replace(':id', 'none')}`
  const response = await ask(practice, { interaction, url, ...(interaction.method === 'GET' ? {} : { body: {} }) })
  return response.statusCode !== 501
}

/** `Patient search-type`, `$gpc.registerpatient`: what an interaction is in a statement. */
function named({ path, method }: Interaction): string {
  const operation = /\$.+/.exec(path)?.[0]
  if (operation !== undefined) return operation
  const [, type = '', id] = /([A-Z]\w*)(\/:id)?$/.exec(path) ?? []
  return `${type} ${method === 'GET' ? (id === undefined ? 'search-type' : 'read') : method === 'POST' ? 'create' : 'update'}`
}

describe.each(['gpconnect', 'gpconnect/structured', 'gpconnect/documents'] as const)('%s', root => {
  test('FND-CAP-04 STR-CAP-03 DOC-GEN-02 SEC-IID-02 the statement names every interaction that is answered, and no other', async () => {
    const built = []
    const all: readonly Interaction[] = Object.values(interactions)
    for (const interaction of all) {
      if (rootOf(interaction) !== root || interaction.path === '/metadata') continue
      if (await isAnswered(interaction)) built.push(named(interaction))
    }
    const [{ resource, operation }] = (await statement(root)).rest
    const said = [
      ...resource.flatMap(({ type, interaction }) => interaction.map(({ code }) => `${type} ${code}`)),
      ...operation.map(({ name }) => `$${name}`),
    ]
    // the specification's statement of Foundations names the record's operation beside its own
    const beside = root === 'gpconnect' ? ['$gpc.getstructuredrecord'] : []
    expect(said.sort()).toEqual([...new Set([...built, ...beside])].sort())
  })

  test('FND-CAP-02 FND-CAP-03 FND-CAP-07 STR-CAP-02 STR-VER-08 it is sound, and says which version and formats', async () => {
    const found = await statement(root)
    expect(checkResource(found.json, 'CapabilityStatement')).toEqual([])
    expect(found).toMatchObject({
      version: '1.6.2',
      fhirVersion: '3.0.1',
      acceptUnknown: 'both',
      format: ['application/fhir+json', 'application/fhir+xml'],
      software: { version: 'test' },
    })
    expect((await asked(root)).headers['cache-control']).toBe('no-store')
  })
})

test('FND-CAP-04 profiles and definitions of Foundations are those of the record too', async () => {
  const { profile, rest } = await statement('gpconnect')
  const { searchset, documentReference: _, careConnectHealthcareService: __, ...others } = profiles
  expect(profile.map(one => one.reference).sort()).toEqual([searchset, ...Object.values(others)].sort())
  const [{ resource, operation }] = rest
  for (const { type, interaction, searchParam } of resource) {
    if (type === 'Slot' || type === 'Appointment') continue
    const isSearched = interaction.some(one => one.code === 'search-type')
    expect([type, searchParam]).toEqual([type, isSearched ? [{ name: 'identifier', type: 'token' }] : []])
  }
  const definition = 'https://fhir.nhs.uk/STU3/OperationDefinition/GPConnect-'
  expect(operation.map(one => one.definition.reference)).toEqual([
    `${definition}GetStructuredRecord-Operation-1/_history/1.15`,
    `${definition}RegisterPatient-Operation-1`,
  ])
})

test('STR-CAP-03 STR-VER-08 profiles of all clinical areas have their versions, and so have the operations', async () => {
  const { profile, rest } = await statement('gpconnect/structured')
  const references = profile.map(one => one.reference)
  for (const name of [
    'patient',
    'allergyIntolerance',
    'medicationStatement',
    'list',
    'immunization',
    'problemHeader',
    'encounter',
    'observation',
    'diagnosticReport',
    'specimen',
    'procedureRequest',
    'referralRequest',
    'documentReference',
  ] as const)
    expect(references).toContainEqual(expect.stringMatching(new RegExp(`^${profiles[name]}/_history/1\\.\\d$`)))
  expect(rest[0].operation.map(one => one.definition.reference)).toEqual([
    expect.stringContaining('GPConnect-GetStructuredRecord-Operation-1/_history/1.16'),
    expect.stringContaining('GPConnect-MigrateStructuredRecord-Operation-1/_history/1.1'),
  ])
})

test('DOC-GEN-02 the search for documents says what it takes and includes', async () => {
  const [{ resource }] = (await statement('gpconnect/documents')).rest
  expect(resource.find(one => one.type === 'DocumentReference')).toMatchObject({
    searchParam: [
      { name: 'created', type: 'date' },
      { name: 'author', type: 'token' },
      { name: 'description', type: 'string' },
    ],
    searchInclude: [
      'DocumentReference:subject:Patient',
      'DocumentReference:custodian:Organization',
      'DocumentReference:author:Organization',
      'DocumentReference:author:Practitioner',
    ],
  })
  expect(resource.find(one => one.type === 'Patient')?.searchParam).toEqual([{ name: 'identifier', type: 'token' }])
})
