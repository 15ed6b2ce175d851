/** The whole record for the practice that a patient has moved to (MIG-AUT, MIG-STR). */
import { type Bundle, identifiers, interactions, type Resource, type SpineCode } from '@gpc/fhir'
import { anyRefusal, ofType, refusal, success, uncached } from '../answer.ts'
import { type Case, check, type Definition, type Subjects } from '../check.ts'
import { expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { call, type Provider, type Request } from '../provider.ts'
import { entriesOf, listsOf } from '../rules/allergies.ts'
import { itemsOf } from '../rules/consultation.ts'
import { structureOf } from '../rules/consultations.ts'
import { envelopeFindings, envelopeIds } from '../rules/envelope.ts'
import { notesOf, primaryLists, warningsOf, warningTexts } from '../rules/list.ts'
import { relatedTo } from '../rules/problem.ts'
import { recordIds, wholeRecordFindings } from '../rules/record.ts'
import { nameOf, resourcesOf } from '../rules/references.ts'
import { secondaryLists, secondaryOf } from '../rules/secondary.ts'
import type { Person } from '../sandbox.ts'
import { patients, stranger, variedPatients } from '../subjects.ts'
import type { Claims } from '../token.ts'
import { flag, include, medication, type Parameter, patientParameter, unwarned } from './structured.ts'

const feature = 'StructuredMigrate'
const interaction = interactions.migrateStructuredRecord

type Change = (claims: Claims) => object

/** A token of the practice that the patient is registered with, which is the one that is asked, with a scope. */
export const migrationToken =
  (ods: string, sensitive: boolean, change: Change = claims => claims): Change =>
  claims =>
    change({
      ...claims,
      requested_scope: `patient/*.read conf/${sensitive ? 'R' : 'N'}`,
      requesting_organization: {
        ...claims.requesting_organization,
        identifier: [{ system: identifiers.odsOrganization, value: ods }],
      },
    })

const fullRecord = (sensitive: boolean): Parameter =>
  include('includeFullRecord', flag('includeSensitiveInformation', sensitive))

interface Wanted {
  readonly sensitive: boolean
  readonly change?: Change
  readonly parameters?: readonly object[]
}

function migrationOf(ods: string, person: Person, { sensitive, change, parameters }: Wanted): Request {
  return {
    interaction,
    token: migrationToken(ods, sensitive, change),
    body: {
      resourceType: 'Parameters',
      parameter: parameters ?? [patientParameter(person.nhsNumber), fullRecord(sensitive)],
    },
  }
}

/** Migrates a record, which must come. @throws Stop if it doesn't */
export async function migrated(at: Provider, person: Person, sensitive: boolean) {
  const got = await call(at, migrationOf(at.practice.ods, person, { sensitive }))
  const bundle = success(got, 'Bundle')
  const findings = [...envelopeFindings(bundle, got.traceId, person.nhsNumber), ...uncached(got)]
  return { bundle, findings, text: got.text }
}

function refusedMigration(
  described: Omit<Definition<Person>, 'run'>,
  code: SpineCode,
  wanted: (person: Person) => Wanted & { readonly ods?: string },
): Case {
  return check({
    ...described,
    title: `${described.title}: ${code}`,
    async run(at, person) {
      const { ods = at.practice.ods, ...rest } = wanted(person)
      return refusal(await call(at, migrationOf(ods, person, rest)), code)
    },
  })
}

const both = [true, false] as const
const called = (sensitive: boolean): string => (sensitive ? 'with' : 'without')

const recordCases: readonly Case[] = both.map(sensitive =>
  check({
    id: `migrate/record-${called(sensitive)}`,
    feature,
    title: `Every patient’s whole record, ${called(sensitive)} what is confidential`,
    requirements: [...new Set(['MIG-STR-05', 'MIG-STR-06', 'MIG-STR-07', 'MIG-STR-08', ...recordIds, ...envelopeIds])],
    of: variedPatients,
    async run(at, person) {
      const { bundle, findings } = await migrated(at, person, sensitive)
      return [...findings, ...wholeRecordFindings(bundle, { notGiven: true }), ...unwarned(bundle)]
    },
  }),
)

const names = (resources: readonly Resource[]): string[] => resources.map(nameOf)

/** Lists whose entries in the whole record are lacking in the other one. */
function primariesWithout(whole: Bundle, rest: Bundle): string[] {
  return [...primaryLists.keys()].filter(code => {
    const left = new Set(entriesOf(listsOf(rest, code)[0]))
    return entriesOf(listsOf(whole, code)[0]).some(one => !left.has(one))
  })
}

/** Secondary lists of what is withheld of problems and consultations that are there all the same (STR-WARN-06). */
function secondariesWithout(whole: Bundle, rest: Bundle): string[] {
  const left = new Set(names(resourcesOf(rest)))
  const statements = new Map(
    ofType(whole, 'MedicationStatement').map(one => [one.basedOn?.[0]?.reference ?? '', nameOf(one)]),
  )
  const requests = new Map(ofType(whole, 'MedicationRequest').map(one => [nameOf(one), one]))
  const listed = (item: string) =>
    statements.get(item) ?? statements.get(requests.get(item)?.basedOn?.[0]?.reference ?? '') ?? item
  const family = (prefix: string, items: readonly string[]): string[] => {
    const withheld = new Set(items.filter(one => !left.has(one) && !one.includes('#')).map(listed))
    return [...secondaryLists.keys()].filter(
      code => code.startsWith(prefix) && entriesOf(secondaryOf(whole, code)).some(one => withheld.has(one)),
    )
  }
  const problems = ofType(whole, 'Condition').filter(one => left.has(nameOf(one)))
  const structure = structureOf(whole).filter(one => left.has(one.encounter?.reference ?? ''))
  return [
    ...family(
      'problems-',
      problems.flatMap(relatedTo).flatMap(one => one?.reference ?? []),
    ),
    ...family('consultations-', structure.flatMap(itemsOf)),
  ]
}

const told = (bundle: Bundle, code: string): Findings => {
  const list = primaryLists.has(code) ? listsOf(bundle, code)[0] : secondaryOf(bundle, code)
  if (list === undefined) return expect(false, `a list ${code} that tells what is withheld`, 'none')
  return [
    ...expect(
      warningsOf(list).includes('confidential-items'),
      `confidential-items on “${list.title}”`,
      warningsOf(list),
    ),
    ...expect(
      warningTexts.get('confidential-items')?.test(notesOf(list)) ?? false,
      `its text on “${list.title}”`,
      notesOf(list),
    ),
  ]
}

const withheldCases: readonly Case[] = [
  check({
    id: 'migrate/withheld',
    feature,
    title: 'What is confidential leaves no trace but the warnings of the lists that it would be in',
    requirements: ['MIG-STR-09', 'STR-WARN-06', 'STR-WARN-07', 'STR-ERR-09', 'STR-ERR-10', 'STR-PRB-18', 'STR-CON-22'],
    of: variedPatients,
    async run(at, person) {
      const whole = await migrated(at, person, true)
      const rest = await migrated(at, person, false)
      const left = new Set(names(resourcesOf(rest.bundle)))
      const withheld = resourcesOf(whole.bundle).filter(one => one.resourceType !== 'List' && !left.has(nameOf(one)))
      const primaries = primariesWithout(whole.bundle, rest.bundle)
      const secondaries = secondariesWithout(whole.bundle, rest.bundle)
      const warned = ofType(rest.bundle, 'List').filter(one => warningsOf(one).includes('confidential-items'))
      return [
        ...expectSame(
          'what only the smaller record has',
          [],
          [...left].filter(one => !names(resourcesOf(whole.bundle)).includes(one) && !one.startsWith('List/')),
        ),
        ...expectSame(
          'withheld resources that something names (STR-ERR-10)',
          [],
          withheld.filter(({ id }) => id !== undefined && rest.text.includes(id)).map(nameOf),
        ),
        ...[...primaries, ...secondaries].flatMap(code => told(rest.bundle, code)),
        ...expect(
          withheld.length > 0 || warned.length === 0,
          'no warning where nothing is withheld',
          warned.map(one => one.title),
        ),
        ...expectSame(
          'warnings in the record with everything (MIG-STR-09)',
          [],
          ofType(whole.bundle, 'List')
            .flatMap(warningsOf)
            .filter(one => one === 'confidential-items'),
        ),
      ]
    },
  }),
  ...(['Medications and medical devices', 'Uncategorised data'] as const).map((title, i) =>
    check({
      id: `migrate/confidential-${i === 0 ? 'medications' : 'uncategorised'}`,
      feature,
      title: `“${title}” tells that something is withheld`,
      requirements: ['MIG-STR-09', 'STR-WARN-02', 'STR-WARN-06'],
      of: patients('full'),
      async run(at, person) {
        const { bundle } = await migrated(at, person, false)
        const list = ofType(bundle, 'List').find(one => one.title === title)
        if (list !== undefined && warningsOf(list).length === 0 && at.practice.system !== 'emis') {
          throw new NotApplicable('Nothing of this list is withheld at this practice.')
        }
        return list === undefined ? expect(false, title, 'no such list') : warningIn(list)
      },
    }),
  ),
]

const warningIn = (list: Parameters<typeof warningsOf>[0]): Findings => [
  ...expect(warningsOf(list).includes('confidential-items'), 'confidential-items', warningsOf(list)),
  ...expect(warningTexts.get('confidential-items')?.test(notesOf(list)) ?? false, 'its text', notesOf(list)),
]

const without =
  (name: string): Change =>
  claims =>
    Object.fromEntries(Object.entries(claims).filter(([one]) => one !== name))

const badTokens: readonly (readonly [id: string, title: string, ids: readonly string[], change: Change])[] = [
  ['no-reason', 'without a reason', ['MIG-AUT-07'], without('reason_for_request')],
  ['reason', 'with a bad reason', ['MIG-AUT-07'], claims => ({ ...claims, reason_for_request: 'badReason' })],
  ['direct-care', 'for direct care', ['MIG-AUT-07'], claims => ({ ...claims, reason_for_request: 'directcare' })],
  ['no-scope', 'without a scope', ['MIG-AUT-07'], without('requested_scope')],
  [
    'other-scope',
    'with the scope of something else',
    ['MIG-AUT-07'],
    claims => ({ ...claims, requested_scope: 'organization/*.read conf/R' }),
  ],
]

const tokenCases: readonly Case[] = both.flatMap(sensitive => [
  ...badTokens.map(([id, title, requirements, change]) =>
    check({
      id: `migrate/${id}-${called(sensitive)}`,
      feature,
      title: `A token ${title} is refused; ${called(sensitive)} what is confidential`,
      requirements,
      of: patients('plain'),
      run: async (at, person) =>
        anyRefusal(await call(at, migrationOf(at.practice.ods, person, { sensitive, change })), [400]),
    }),
  ),
  check({
    id: `migrate/no-practitioner-${called(sensitive)}`,
    feature,
    title: `A token without a practitioner is taken; ${called(sensitive)} what is confidential`,
    requirements: ['SEC-JWT-16', 'MIG-AUT-06'],
    of: patients('plain'),
    async run(at, person) {
      const change = without('requesting_practitioner')
      const { status, text } = await call(at, migrationOf(at.practice.ods, person, { sensitive, change }))
      return expect(status === 200, 'status 200', `${status} ${text}`)
    },
  }),
])

const hidden: readonly (readonly [id: string, title: string, ids: readonly string[], of: Subjects<Person>])[] = [
  ['stranger', 'somebody who isn’t a patient of the practice', ['MIG-AUT-10'], stranger],
  ['deceased', 'a patient who has died', ['MIG-AUT-10'], patients('deceased')],
  ['sensitive', 'a patient flagged sensitive', ['MIG-AUT-10', 'SEC-IG-05'], patients('sensitive')],
  ['unverified', 'a patient whose NHS number is another’s', ['MIG-AUT-10'], patients('unverified')],
]

const parameterCases: readonly Case[] = [
  ...(
    [
      ['extra-immunisations', 'another parameter', false, [include('includeImmunisations')]],
      ['extra-medication', 'another parameter', true, [medication(false)]],
    ] as const
  ).map(([id, title, sensitive, more]) =>
    refusedMigration(
      {
        id: `migrate/${id}`,
        feature,
        title: `A request with ${title} is refused`,
        requirements: ['MIG-STR-03'],
        of: patients('plain'),
      },
      'INVALID_PARAMETER',
      person => ({ sensitive, parameters: [patientParameter(person.nhsNumber), fullRecord(sensitive), ...more] }),
    ),
  ),
  ...(
    [
      [
        'no-part',
        'includeFullRecord without its part',
        (number: string) => [patientParameter(number), include('includeFullRecord')],
      ],
      ['no-record', 'no includeFullRecord', (number: string) => [patientParameter(number)]],
      ['no-number', 'no NHS number', () => [fullRecord(false)]],
    ] as const
  ).map(([id, title, parameters]) =>
    refusedMigration(
      {
        id: `migrate/${id}`,
        feature,
        title: `A request with ${title} is refused`,
        requirements: ['MIG-STR-02', 'MIG-STR-03', 'MIG-STR-04'],
        of: patients('plain'),
      },
      'INVALID_PARAMETER',
      person => ({ sensitive: false, parameters: parameters(person.nhsNumber) }),
    ),
  ),
  refusedMigration(
    {
      id: 'migrate/number-invalid',
      feature,
      title: 'An NHS number with a wrong check digit is refused',
      requirements: ['MIG-STR-03'],
      of: patients('plain'),
    },
    'INVALID_NHS_NUMBER',
    () => ({ sensitive: false, parameters: [patientParameter('1234567891'), fullRecord(false)] }),
  ),
]

export const migrateCases: readonly Case[] = [
  ...recordCases,
  ...withheldCases,
  ...both.flatMap(sensitive =>
    hidden.map(([id, title, requirements, of]) =>
      refusedMigration(
        {
          id: `migrate/hidden-${id}-${called(sensitive)}`,
          feature,
          title: `The record of ${title}: PATIENT_NOT_FOUND; ${called(sensitive)} what is confidential`,
          requirements,
          of,
        },
        'PATIENT_NOT_FOUND',
        () => ({ sensitive }),
      ),
    ),
  ),
  refusedMigration(
    {
      id: 'migrate/no-consent',
      feature,
      title: 'The record of a patient who dissents from sharing',
      requirements: ['MIG-AUT-09'],
      of: patients('no-consent'),
    },
    'NO_PATIENT_CONSENT',
    () => ({ sensitive: false }),
  ),
  refusedMigration(
    {
      id: 'migrate/no-relationship',
      feature,
      title: 'Somebody other than the registered practice asks',
      requirements: ['MIG-AUT-03'],
      of: patients('full'),
    },
    'NO_RELATIONSHIP',
    () => ({ sensitive: false, ods: 'X99101' }),
  ),
  refusedMigration(
    {
      id: 'migrate/sensitive-unscoped',
      feature,
      title: 'What is confidential asked for without conf/R',
      requirements: ['MIG-AUT-08'],
      of: patients('full'),
    },
    'CONFLICTING_VALUES',
    person => ({ sensitive: false, parameters: [patientParameter(person.nhsNumber), fullRecord(true)] }),
  ),
  check({
    id: 'migrate/scope-wider',
    feature,
    title: 'The suite wants conf/R refused where nothing confidential is asked for',
    requirements: ['MIG-AUT-06', 'MIG-AUT-07'],
    of: patients('full'),
    run: () =>
      Promise.reject(
        new NotApplicable(
          'The specification names an error for conf/N with confidential items only: conf/R without them does no harm (MIG-AUT-06).',
        ),
      ),
  }),
  ...tokenCases,
  ...parameterCases,
]
