import type { PatientRecord } from '@gpc/clinical'
import type { Resource } from '@gpc/fhir'
import { describe, expect, test } from 'vitest'
import type { SourceRow } from '../contract.ts'
import { taken } from './index.ts'
import { type TakenEntry, table, takenDelivery, takenKey, takenRemoval, takenSummary } from './rows.ts'

const nhsNumber = '9990000018'
const sct = 'http://snomed.info/sct'
const coding = (code: string, display: string) => ({ coding: [{ system: sct, code, display }] })
const subject = { reference: 'Patient/p' }
const doctor = { resourceType: 'Practitioner', id: 'dr', name: [{ prefix: ['Dr'], given: ['Jo'], family: 'Who' }] }

const entry = (
  resources: readonly (Resource & Readonly<Record<string, unknown>>)[],
  more: Partial<TakenEntry> = {},
): TakenEntry => ({
  nhsNumber,
  area: 'allergies',
  title: 'x',
  identifiers: ['https://example.invalid|1'],
  facts: { severity: 'severe' },
  resources,
  from: { ods: 'A99001', name: 'Alder Row Surgery' },
  at: '2026-11-23T10:00:00.000Z',
  by: 'Dr Robin Sandford',
  degraded: false,
  needsAuthorisation: false,
  notForPatient: false,
  ...more,
})

async function rowsOf(...entries: TakenEntry[]): Promise<SourceRow[]> {
  const rows: SourceRow[] = []
  for await (const items of takenDelivery(entries).items(() => {})) {
    for (const item of items) if (item.kind === 'upsert') rows.push(item.row)
  }
  return rows
}

async function assembled(...entries: TakenEntry[]): Promise<PatientRecord> {
  const rows = await rowsOf(...entries)
  const of = (name: string) => (name === table ? rows : [])
  return taken.assemble({ owner: `nhs:${nhsNumber}`, table: of }, () => [], 'A99003')
}

const allergy = {
  resourceType: 'AllergyIntolerance',
  id: 'a',
  meta: { security: [{ system: 'http://hl7.org/fhir/v3/ActCode', code: 'NOPAT' }] },
  clinicalStatus: 'active',
  verificationStatus: 'unconfirmed',
  category: ['medication'],
  code: {
    coding: [
      {
        system: sct,
        code: '91936005',
        display: 'Allergy to penicillin',
        extension: [
          {
            url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-coding-sctdescid',
            extension: [{ url: 'DescriptionID', valueId: '152340015' }],
          },
        ],
      },
    ],
  },
  patient: subject,
  assertedDate: '2016-11-22',
  onsetDateTime: '2016',
  recorder: { reference: 'Practitioner/dr' },
  criticality: 'high',
  reaction: [
    {
      manifestation: [{ text: 'Rash' }],
      severity: 'severe',
      description: 'All over',
      exposureRoute: { text: 'By mouth' },
    },
  ],
  note: [{ text: 'As a child' }],
}

describe('allergies', () => {
  test('MIG-STR-13, STR-COM-05, STR-URL-02 with author, label, codes, and where they are from', async () => {
    const { allergies, staff, organisations } = await assembled(entry([allergy, doctor]))
    expect(allergies).toMatchObject([
      {
        source: 'taken',
        confidentiality: 'nopat',
        recorded: '2016-11-22',
        recorder: 'A99001:dr',
        concept: { codings: [{ code: '91936005', descriptionId: '152340015' }] },
        category: 'medication',
        onset: '2016',
        severity: 'life-threatening',
        reaction: { text: 'Rash' },
        notes: [
          'As a child',
          'Reaction: All over',
          'Exposure route: By mouth',
          'Taken from the record of Alder Row Surgery (A99001) on 23-Nov-2026 by Dr Robin Sandford.',
        ],
      },
    ])
    expect(staff).toMatchObject([{ key: 'A99001:dr', name: { family: 'Who' }, roles: [{ organisation: 'A99001' }] }])
    expect(organisations).toMatchObject([{ key: 'A99001', ods: 'A99001', name: 'Alder Row Surgery' }])
  })

  test('STR-ALG-25 one that is not understood gets the degrade code; its own code and words stay', async () => {
    const code = {
      coding: [{ system: 'http://read.info/readv2', code: 'TJ00.', display: 'Adverse reaction to Brand X' }],
    }
    const { allergies } = await assembled(entry([{ ...allergy, code }], { degraded: true }))
    expect(allergies[0]?.concept).toEqual({
      codings: [
        { system: sct, code: '196461000000101', display: 'Transfer-degraded drug allergy' },
        { system: 'http://read.info/readv2', code: 'TJ00.', display: 'Adverse reaction to Brand X' },
      ],
      text: 'Adverse reaction to Brand X',
    })
  })

  test('STR-ALG-04 an ended one stays ended', async () => {
    const url = 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-AllergyIntoleranceEnd-1'
    const end = [
      { url: 'endDate', valueDateTime: '2020' },
      { url: 'reasonEnded', valueString: 'Tolerated' },
    ]
    const ended = { ...allergy, clinicalStatus: 'resolved', extension: [{ url, extension: end }] }
    expect((await assembled(entry([ended]))).allergies[0]?.ended).toEqual({ date: '2020', reason: 'Tolerated' })
  })
})

describe('medicines', () => {
  const nhs = 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-'
  const statement = {
    resourceType: 'MedicationStatement',
    id: 's',
    basedOn: [{ reference: 'MedicationRequest/p' }],
    status: 'active',
    taken: 'unk',
    subject,
    medicationReference: { reference: 'Medication/m' },
    effectivePeriod: { start: '2026-01-05' },
    dateAsserted: '2026-01-05',
    dosage: [{ text: 'One a day', patientInstruction: 'With food' }],
  }
  const request = (id: string, intent: string, more: object = {}) => ({
    resourceType: 'MedicationRequest',
    id,
    identifier: [{ system: 'https://example.invalid', value: id }],
    status: 'active',
    intent,
    subject,
    medicationReference: { reference: 'Medication/m' },
    authoredOn: '2026-01-05',
    extension: [{ url: `${nhs}PrescriptionType-1`, valueCodeableConcept: { coding: [{ code: 'repeat' }] } }],
    dosageInstruction: [{ text: 'One a day' }],
    ...more,
  })
  const repeats = {
    url: `${nhs}MedicationRepeatInformation-1`,
    extension: [
      { url: 'numberOfRepeatPrescriptionsAllowed', valueUnsignedInt: 6 },
      { url: 'numberOfRepeatPrescriptionsIssued', valueUnsignedInt: 2 },
    ],
  }
  const plan = request('p', 'plan', {
    extension: [repeats, ...request('p', 'plan').extension],
    dispenseRequest: { quantity: { value: 28, unit: 'tablet' }, expectedSupplyDuration: { value: 28, unit: 'day' } },
  })
  const order = request('o', 'order', {
    dispenseRequest: { validityPeriod: { start: '2026-02-01', end: '2026-02-28' } },
  })
  const drug = { resourceType: 'Medication', id: 'm', code: coding('319775004', 'Aspirin 75mg tablets') }

  test('STR-MED-38 one in use says that nobody has authorised it here, in its note and its numbers', async () => {
    const { medications } = await assembled(entry([statement, plan, order, drug], { needsAuthorisation: true }))
    expect(medications).toMatchObject([
      {
        drug: { codings: [{ code: '319775004' }] },
        type: 'repeat',
        agency: 'prescribed-by-previous-practice',
        agencyText: 'Alder Row Surgery',
        start: '2026-01-05',
        dosage: 'One a day',
        patientInstruction: 'With food',
        quantity: { value: '28', unit: 'tablet' },
        supplyDays: '28',
        repeatsAllowed: 0,
        repeatsIssued: 0,
        authorisationExpires: '2026-11-23',
        issues: [{ issued: '2026-02-01', end: '2026-02-28', status: 'active' }],
      },
    ])
    const texts = medications[0]?.notes.map(one => one.text).join('\n')
    expect(texts).toMatch(/NOT AUTHORISED AT THIS PRACTICE.*\nThere: 2 issued of 6 repeats allowed\.\nTaken from/)
    expect(medications[0]).not.toHaveProperty('stopped')
  })

  test('STR-MED-24 one that was stopped stays stopped, with its reason', async () => {
    const extension = [
      {
        url: `${nhs}MedicationStatusReason-1`,
        extension: [
          { url: 'statusReason', valueCodeableConcept: { text: 'Side effects' } },
          { url: 'statusChangeDate', valueDateTime: '2026-03-01' },
        ],
      },
    ]
    const over = { ...statement, status: 'stopped', effectivePeriod: { start: '2026-01-05', end: '2026-03-01' } }
    const { medications } = await assembled(entry([over, { ...plan, extension }, drug]))
    expect(medications).toMatchObject([{ stopped: { date: '2026-03-01', reason: 'Side effects' } }])
    expect(medications[0]).not.toHaveProperty('repeatsAllowed')
  })
})

test('other areas, each as what it is', async () => {
  const found = await assembled(
    entry([{ resourceType: 'Condition', id: 'c', clinicalStatus: 'active', code: { text: 'Asthma' }, subject }]),
    entry(
      [
        {
          resourceType: 'Immunization',
          id: 'i',
          status: 'completed',
          notGiven: true,
          primarySource: true,
          vaccineCode: coding('1', 'MMR'),
          patient: subject,
        },
      ],
      { identifiers: ['i|1'] },
    ),
    entry(
      [
        {
          resourceType: 'Observation',
          id: 'o',
          status: 'final',
          code: { text: 'BP' },
          component: [{ code: { text: 'Systolic' }, valueQuantity: { value: 120, unit: 'mm[Hg]' } }],
        },
      ],
      { identifiers: ['o|1'] },
    ),
    entry(
      [
        {
          resourceType: 'ReferralRequest',
          id: 'r',
          status: 'unknown',
          intent: 'order',
          reasonCode: [{ text: 'Cardiology' }],
          subject,
        },
      ],
      { identifiers: ['r|1'] },
    ),
    entry(
      [
        {
          resourceType: 'ProcedureRequest',
          id: 'd',
          status: 'active',
          intent: 'plan',
          code: { text: 'Review' },
          occurrenceDateTime: '2027-01',
          subject,
        },
      ],
      { identifiers: ['d|1'] },
    ),
  )
  expect(found).toMatchObject({
    problems: [{ concept: { text: 'Asthma' }, status: 'active' }],
    immunisations: [{ notGiven: true, procedure: { codings: [{ display: 'MMR' }] } }],
    observations: [{ components: [{ value: { kind: 'quantity', value: '120', unit: 'mm[Hg]' } }] }],
    referrals: [{ reason: { text: 'Cardiology' } }],
    diary: [{ status: 'open', due: '2027-01' }],
    unreadable: [],
  })
})

test('STR-UNC-08 groups and their members stay together, over rows and within one', async () => {
  const observation = (id: string, more: object = {}) => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { text: id },
    ...more,
  })
  const members = ['b', 'c'].map(id => ({ type: 'has-member', target: { reference: `Observation/${id}` } }))
  const group = entry([observation('a', { related: members }), observation('c')], { identifiers: ['a'] })
  const { observations } = await assembled(group, entry([observation('b')], { identifiers: ['b'] }))
  const [a, c, b] = observations
  expect(observations.map(one => one.concept.text)).toEqual(['a', 'c', 'b'])
  expect([a?.parent, b?.parent, c?.parent]).toEqual([undefined, a?.key, a?.key])
})

test('STR-INV-08, STR-INV-12 a report keeps groups, results, specimens and comments', async () => {
  const observation = (id: string, more: object = {}) => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { text: id },
    ...more,
  })
  const report = {
    resourceType: 'DiagnosticReport',
    id: 'd',
    status: 'final',
    code: coding('721981007', 'Diagnostic studies report'),
    issued: '2026-01-01T10:00:00+00:00',
    result: [{ reference: 'Observation/g' }],
  }
  const target = (id: string) => ({ reference: `Observation/${id}` })
  const { investigations } = await assembled(
    entry([
      report,
      observation('g', { related: [{ type: 'has-member', target: target('hb') }] }),
      observation('hb', { valueQuantity: { value: 0.000001, unit: 'g' }, specimen: { reference: 'Specimen/s' } }),
      observation('filed', {
        code: coding('37331000000100', 'Comment note'),
        comment: 'Normal',
        related: [{ type: 'derived-from', target: target('g') }],
      }),
      { resourceType: 'Specimen', id: 's', type: { text: 'Blood' }, subject },
    ]),
  )
  const [found] = investigations
  expect(found).toMatchObject({
    status: 'final',
    specimens: [{ type: { text: 'Blood' } }],
    results: [
      {
        concept: { text: 'g' },
        filingComments: [{ text: 'Normal' }],
        results: [{ concept: { text: 'hb' }, value: { value: '0.000001' } }],
      },
    ],
  })
  expect(found?.results[0]?.results[0]?.specimen).toBe(found?.specimens[0]?.key)
})

test.each([
  ['no JSON', '{'],
  ['no resources', '[]'],
  ['a resource that is not sound', '[{"resourceType":"AllergyIntolerance","reaction":3}]'],
  ['a resource of no area', '[{"resourceType":"Basic","code":{"text":"x"}}]'],
])('a row with %s is told as unreadable, and the others are read', async (_, Resources) => {
  const [row] = await rowsOf(entry([allergy, doctor]))
  if (row === undefined) throw new Error('no row')
  const rows = [row, { ...row, key: 'broken', columns: { ...row.columns, Resources } }]
  const record = taken.assemble({ owner: 'x', table: () => rows }, () => [], 'A99003')
  expect(record.allergies).toHaveLength(1)
  expect(record.unreadable).toMatchObject([{ key: 'Entry:broken', column: 'Resources' }])
})

describe('rows', () => {
  test('STR-COM-02 the same entry of the same patient has the same key; others have others', async () => {
    const [one] = await rowsOf(entry([allergy]))
    expect(one).toMatchObject({ key: takenKey(entry([])), owner: `nhs:${nhsNumber}`, shared: false })
    expect(takenKey(entry([], { nhsNumber: '9990000026' }))).not.toBe(one?.key)
    expect(takenKey(entry([], { identifiers: ['b'] }))).not.toBe(one?.key)
  })

  test('a row says what it is', async () => {
    const [row] = await rowsOf(entry([allergy], { needsAuthorisation: true, notForPatient: true }))
    expect(takenSummary('k', row?.columns ?? {})).toEqual({
      key: 'k',
      area: 'allergies',
      title: 'x',
      identifiers: ['https://example.invalid|1'],
      facts: { severity: 'severe' },
      from: 'A99001 Alder Row Surgery',
      at: '2026-11-23T10:00:00.000Z',
      by: 'Dr Robin Sandford',
      degraded: false,
      needsAuthorisation: true,
      notForPatient: true,
    })
  })

  test('removal deletes by key; an NHS number that is none is refused', async () => {
    const items = []
    for await (const some of takenRemoval(['k'], 'tester').items(() => {})) items.push(...some)
    expect(items).toMatchObject([{ kind: 'delete', source: 'taken', table, key: 'k' }])
    expect(() => takenDelivery([entry([], { nhsNumber: '1' })])).toThrow('NHS number')
    await expect(taken.open('x', { ods: 'A', options: new Map() })).rejects.toThrow('gpc take')
  })
})
