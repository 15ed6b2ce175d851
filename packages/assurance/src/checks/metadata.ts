/** CapabilityStatements (FND-CAP-02 to 07, STR-CAP-01 to 03). */
import { type Interaction, interactions, profiles } from '@gpc/fhir'
import { inFormat, uncached } from '../answer.ts'
import { type Case, check, type Definition } from '../check.ts'
import { expect, expectSame, type Findings } from '../finding.ts'
import { call } from '../provider.ts'
import type { Practice } from '../sandbox.ts'
import { thePractice } from '../subjects.ts'
import { bareProfile, type Statement, statementOf } from './capability.ts'

const { metadata, structuredMetadata, documentsMetadata } = interactions

function stated(
  interaction: Interaction,
  id: string,
  title: string,
  requirements: readonly string[],
  holds: (statement: Statement) => Findings,
): Case {
  const definition: Definition<Practice> = {
    id: `metadata-${interaction.capability}/${id}`,
    feature: 'FHIR',
    title: `${interaction.capability}: ${title}`,
    requirements,
    of: thePractice,
    run: async at => holds(statementOf(await call(at, { interaction }))),
  }
  return check(definition)
}

const formats = ['application/fhir+json', 'application/fhir+xml']

function common(interaction: Interaction, ids: { readonly answer: string; readonly version: string }): Case[] {
  const { capability } = interaction
  return [
    stated(
      interaction,
      'version',
      'says which version of the specification it implements',
      [ids.answer, ids.version],
      one => expect(/^1\.\d+\.\d+/.test(one.version), 'a version 1.x.y', one.version),
    ),
    stated(interaction, 'formats', 'takes and gives JSON and XML', [ids.version], one => [
      ...expect(
        formats.every(format => one.format.includes(format)),
        formats.join(' and '),
        one.format,
      ),
      ...expectSame('acceptUnknown', 'both', one.acceptUnknown),
    ]),
    stated(interaction, 'software', 'names its software and version', [ids.version], one =>
      expect(
        (one.software?.name ?? '') !== '' && (one.software?.version ?? '') !== '',
        'software with name and version',
        one.software,
      ),
    ),
    stated(interaction, 'fhir', 'is FHIR 3.0.1', [ids.version], one =>
      expectSame('fhirVersion', '3.0.1', one.fhirVersion),
    ),
    ...sentFormats.map(([sent, accept, format, wanted]) =>
      check({
        id: `metadata-${capability}/content-${sent ?? 'none'}-${accept ?? 'none'}-${format ?? 'none'}`,
        feature: 'FHIR',
        title: `${capability}: Content-Type ${sent}, Accept ${accept ?? 'absent'}, _format ${format ?? 'absent'} gives ${wanted}`,
        requirements: ['NFR-CT-03', 'NFR-CT-05', 'NFR-CT-01', 'NFR-CT-02', ids.answer],
        of: thePractice,
        async run(at) {
          const type = (one: string) => `application/fhir+${one}`
          const got = await call(at, {
            interaction,
            headers: { 'Content-Type': type(sent), Accept: accept === null ? null : type(accept) },
            ...(format === null ? {} : { query: [['_format', type(format)]] }),
          })
          statementOf(got)
          return [...inFormat(got, wanted), ...uncached(got)]
        },
      }),
    ),
  ]
}

type Pick = readonly [
  sent: 'json' | 'xml',
  accept: 'json' | 'xml' | null,
  format: 'json' | 'xml' | null,
  wanted: 'json' | 'xml',
]

/** Content-Type, Accept and `_format`: the last that is there counts (NFR-CT-03). */
const sentFormats: readonly Pick[] = [
  ['xml', 'json', null, 'json'],
  ['json', 'xml', null, 'xml'],
  ['json', null, 'json', 'json'],
  ['xml', null, 'json', 'json'],
  ['xml', null, 'xml', 'xml'],
  ['json', null, 'xml', 'xml'],
  ['xml', 'xml', 'xml', 'xml'],
  ['xml', 'xml', 'json', 'json'],
  ['json', 'json', 'json', 'json'],
  ['json', 'json', 'xml', 'xml'],
]

const offered = [
  ['Patient', 'search-type'],
  ['Patient', 'read'],
  ['Practitioner', 'search-type'],
  ['Practitioner', 'read'],
  ['Organization', 'search-type'],
  ['Organization', 'read'],
  ['Location', 'read'],
] as const

/** What the documents service offers, with search parameters (DOC-GEN-02). */
const documentsOffered = [
  ['Patient', 'search-type', ['identifier']],
  ['DocumentReference', 'search-type', ['created', 'author', 'description']],
  ['Binary', 'read', []],
] as const

/** Profiles of what Foundations gives. */
const foundationProfiles = [
  profiles.patient,
  profiles.organization,
  profiles.practitioner,
  profiles.practitionerRole,
  profiles.location,
  profiles.operationOutcome,
]

const recordProfiles = [
  profiles.allergyIntolerance,
  profiles.medication,
  profiles.medicationStatement,
  profiles.medicationRequest,
  profiles.list,
  profiles.structuredRecord,
]

const operation = 'https://fhir.nhs.uk/STU3/OperationDefinition/GPConnect-GetStructuredRecord-Operation-1'

const lists = (one: Statement, wanted: readonly string[], shape: (reference: string) => string): Findings =>
  wanted.flatMap(profile =>
    expectSame(
      `how often ${profile} is listed`,
      1,
      one.profile.filter(({ reference }) => shape(reference) === profile).length,
    ),
  )

/** Profiles of the areas beside allergies and medicines. */
const areaProfiles = [
  profiles.immunization,
  profiles.problemHeader,
  profiles.encounter,
  profiles.observation,
  profiles.diagnosticReport,
  profiles.specimen,
  profiles.procedureRequest,
  profiles.referralRequest,
  profiles.documentReference,
]

const namesOperation = (one: Statement, name: string): Findings =>
  expect(
    one.rest.some(({ operation: all }) =>
      all.some(other => other.name === name && other.definition.reference.startsWith('https://fhir.nhs.uk/STU3/')),
    ),
    `the operation ${name} with its definition`,
    one.rest.map(({ operation: all }) => all),
  )

const offersOperation = (one: Statement, version: string): Findings =>
  expect(
    one.rest.every(({ operation: all }) =>
      all.some(
        ({ name, definition }) =>
          name === 'gpc.getstructuredrecord' && definition.reference === `${operation}/_history/${version}`,
      ),
    ),
    `the operation gpc.getstructuredrecord, ${operation}/_history/${version}`,
    one.rest.map(({ operation: all }) => all),
  )

export const metadataCases: readonly Case[] = [
  ...common(metadata, { answer: 'FND-CAP-02', version: 'FND-CAP-03' }),
  ...offered.map(([type, code]) =>
    stated(metadata, `${type}-${code}`.toLowerCase(), `offers ${code} of ${type}`, ['FND-CAP-04'], one => {
      const found = one.rest.flatMap(({ resource }) => resource).find(resource => resource.type === type)
      return [
        ...expect(found?.interaction.some(other => other.code === code) ?? false, `${type} with ${code}`, found),
        ...expect(
          code === 'read' || (found?.searchParam.some(({ name }) => name === 'identifier') ?? false),
          'search parameter identifier',
          found,
        ),
      ]
    }),
  ),
  stated(metadata, 'profiles', 'lists its profiles, and those of the record', ['FND-CAP-04'], one =>
    lists(one, [...foundationProfiles, ...recordProfiles], reference => reference),
  ),
  stated(metadata, 'structured', 'names the operation that gives a structured record', ['FND-CAP-04'], one =>
    offersOperation(one, '1.15'),
  ),
  ...common(structuredMetadata, { answer: 'STR-CAP-01', version: 'STR-CAP-02' }),
  stated(structuredMetadata, 'specification', 'is of version 1.6', ['STR-CAP-02'], one =>
    expect(/^1\.6\.\d+$/.test(one.version), 'a version 1.6.x', one.version),
  ),
  stated(structuredMetadata, 'operation', 'offers gpc.getstructuredrecord', ['STR-CAP-03'], one =>
    offersOperation(one, '1.16'),
  ),
  stated(structuredMetadata, 'profiles', 'lists its profiles', ['STR-CAP-03'], one =>
    lists(
      one,
      [...foundationProfiles, ...recordProfiles].filter(one => one !== profiles.location),
      bareProfile,
    ),
  ),
  stated(structuredMetadata, 'profile-versions', 'gives the version of each profile', ['STR-CAP-03'], one =>
    expectSame(
      'profiles without version',
      [],
      one.profile.filter(({ reference }) => !/\/_history\/\d+\.\d+$/.test(reference)),
    ),
  ),
  stated(metadata, 'register', 'offers gpc.registerpatient', ['FND-CAP-04'], one =>
    namesOperation(one, 'gpc.registerpatient'),
  ),
  stated(structuredMetadata, 'migrate', 'offers gpc.migratestructuredrecord', ['STR-CAP-03', 'MIG-AUT-01'], one =>
    namesOperation(one, 'gpc.migratestructuredrecord'),
  ),
  stated(structuredMetadata, 'areas', 'lists the profiles of every clinical area', ['STR-CAP-03'], one =>
    lists(one, areaProfiles, bareProfile),
  ),
  ...common(documentsMetadata, { answer: 'DOC-GEN-02', version: 'DOC-GEN-02' }),
  stated(documentsMetadata, 'profiles', 'lists its profiles', ['DOC-GEN-02'], one =>
    lists(
      one,
      [
        profiles.patient,
        profiles.organization,
        profiles.practitioner,
        profiles.practitionerRole,
        profiles.documentReference,
        profiles.operationOutcome,
      ],
      bareProfile,
    ),
  ),
  ...documentsOffered.map(([type, code, params]) =>
    stated(documentsMetadata, `${type}-${code}`.toLowerCase(), `offers ${code} of ${type}`, ['DOC-GEN-02'], one => {
      const found = one.rest.flatMap(({ resource }) => resource).find(resource => resource.type === type)
      const named = found?.searchParam.map(({ name }) => name) ?? []
      return [
        ...expect(found?.interaction.some(other => other.code === code) ?? false, `${type} with ${code}`, found),
        ...expect(
          params.every(name => named.includes(name)),
          `search parameters ${params.join(', ')}`,
          named,
        ),
      ]
    }),
  ),
]
