import { describe, expect, test } from 'vitest'
import { cd, guid, recordOfStatements } from './testing.ts'

const amount = (value: string, unit: string) =>
  `<quantity value="${value}" unit="1"><translation value="${value}"><originalText>${unit}</originalText></translation></quantity>`
const consumable = (...codes: readonly string[]) =>
  codes
    .map(
      one =>
        `<consumable><manufacturedProduct><manufacturedMaterial>${one}</manufacturedMaterial></manufacturedProduct></consumable>`,
    )
    .join('')
const ramipril = cd(
  'code',
  'RACA57NEMIS',
  'egton',
  'Ramipril 10mg capsules',
  cd('translation', '318906001', 'snomed', 'Ramipril 10mg capsules'),
)
const reference = (through: string, id: string) =>
  `<${through}><priorMedicationRef><id root="${id}"/></priorMedicationRef></${through}>`
const annotation = (text: string) =>
  `<pertinentInformation><pertinentSupplyAnnotation><text>${text}</text></pertinentSupplyAnnotation></pertinentInformation>`
const dosage =
  '<pertinentInformation><pertinentMedicationDosage><text>One a day</text></pertinentMedicationDosage></pertinentInformation>'

interface PartText {
  readonly id?: string
  readonly status?: string
  readonly date?: string
  readonly inner?: string
}
const nhs = cd('code', '9bG0.00', 'readV2', 'NHS prescription')
const part = (kind: string, { id = guid(), status = 'COMPLETE', date = '20200102', inner = '' }: PartText = {}) =>
  `<ehrSupply${kind}><id root="${id}"/>${nhs}<statusCode code="${status}"/><availabilityTime value="${date}"/>${inner}</ehrSupply${kind}>`
const statement = (parts: readonly string[], { drug = ramipril, id = guid(), inner = '' } = {}) =>
  `<MedicationStatement><id root="${id}"/><statusCode code="COMPLETE"/><availabilityTime value="20200101"/>${consumable(...(drug === '' ? [] : [drug]))}
${parts.map(one => `<component>${one}</component>`).join('')}${dosage}${inner}</MedicationStatement>`

const plansOf = async (...statements: readonly string[]) => {
  const { medications, unreadable } = await recordOfStatements(statements)
  expect(unreadable).toEqual([])
  return medications
}
const repeats = (n: string) => `<repeatNumber value="${n}"/>`

describe('authorisations', () => {
  test('no repeats is acute, any number or none is repeat (STR-MED-25)', async () => {
    const plans = await plansOf(
      statement([part('Authorise', { inner: repeats('0') })]),
      statement([part('Authorise', { inner: repeats('6') })]),
      statement([part('Authorise')]),
    )
    expect(plans.map(({ type, repeatsAllowed }) => [type, repeatsAllowed])).toEqual([
      ['acute', undefined],
      ['repeat', 6],
      ['repeat', undefined],
    ])
  })

  test('dosage, quantity with its unit in words, and the drug with every coding (STR-MED-11, STR-MED-20, STR-MED-31)', async () => {
    const [plan] = await plansOf(statement([part('Authorise', { inner: amount('28.50', 'capsule') })]))
    expect(plan).toMatchObject({
      authorised: '2020-01-02',
      dosage: 'One a day',
      quantity: { value: '28.50', unit: 'capsule' },
      drug: { text: 'Ramipril 10mg capsules' },
    })
    expect(plan?.drug.codings.map(({ code }) => code)).toEqual(['RACA57NEMIS', '318906001'])
  })

  test('a quantity that is no number stays text (STR-MED-31)', async () => {
    const [plan] = await plansOf(statement([part('Authorise', { inner: amount('1 OP', 'tube') })]))
    expect(plan?.quantity).toEqual({ text: '1 OP tube' })
  })

  test('complete without an end is over, an end is a day without its spurious midnight (STR-MED-17)', async () => {
    const until = '<effectiveTime><low value="20200103"/><high value="20200131000000"/></effectiveTime>'
    const [over, ended, active] = await plansOf(
      statement([part('Authorise')]),
      statement([part('Authorise', { inner: until })]),
      statement([part('Authorise', { status: 'ACTIVE', inner: until })]),
    )
    expect(over).toMatchObject({ inactive: true })
    expect(ended).toMatchObject({ start: '2020-01-03', end: '2020-01-31', authorisationExpires: '2020-01-31' })
    expect(ended).not.toHaveProperty('inactive')
    expect(active).toMatchObject({ authorisationExpires: '2020-01-31' })
    expect(active).not.toHaveProperty('end')
  })

  test('what it replaces: the predecessor, named by its own id or by its statement (STR-MED-02)', async () => {
    const [old, oldStatement] = [guid(), guid()]
    const plans = await plansOf(
      statement([part('Authorise', { id: old })], { id: oldStatement }),
      statement([part('Authorise', { inner: reference('predecessor', old.toLowerCase()) })]),
      statement([part('Authorise', { inner: reference('predecessor', oldStatement) })]),
      statement([part('Authorise', { inner: reference('predecessor', guid()) })]),
    )
    expect(plans.map(({ replaces }) => replaces)).toEqual([
      undefined,
      `Authorise:${old}`,
      `Authorise:${old}`,
      undefined,
    ])
    expect(plans[3]?.notes).toEqual([
      { kind: 'other', text: 'Replaces an authorisation that is not in the record that was received' },
    ])
  })

  test('by another organisation, by Read v2 or SNOMED CT (STR-MED-15)', async () => {
    const by = (code: string) => statement([part('Authorise').replace(nhs, code)])
    const [read, snomed, acbs] = await plansOf(
      by(cd('code', '9bG5.00', 'readV2', 'Prescription by another organisation')),
      by(cd('code', '394828003', 'snomed', 'Prescription by another organisation')),
      by(cd('code', '394825000', 'snomed', 'ACBS Prescription')),
    )
    expect([read?.agency, snomed?.agency, acbs?.agency]).toEqual([
      'prescribed-by-another-organisation',
      'prescribed-by-another-organisation',
      'prescribed-at-gp-practice',
    ])
    expect(acbs?.notes).toEqual([{ kind: 'other', text: 'Prescription type: ACBS Prescription' }])
  })

  test('a mixture has its constituents as text (STR-MED-12)', async () => {
    const two = statement([part('Authorise')]).replace(
      consumable(ramipril),
      consumable(ramipril, cd('code', '319740004', 'snomed', 'Atorvastatin 10mg tablets')),
    )
    const [plan] = await plansOf(two)
    expect(plan?.drug).toEqual({ codings: [], text: 'Ramipril 10mg capsules + Atorvastatin 10mg tablets' })
    expect(plan?.notes).toHaveLength(3)
  })

  test('notes of the supply, telling those for the patient (STR-MED-19)', async () => {
    const [plan] = await plansOf(
      statement([
        part('Authorise', { inner: annotation('Pharmacy Text: keep dry') + annotation('Patient Text: with food') }),
      ]),
    )
    expect(plan?.notes).toEqual([
      { kind: 'other', text: 'Pharmacy Text: keep dry' },
      { kind: 'patient', text: 'Patient Text: with food' },
    ])
  })
})

describe('prescriptions', () => {
  test('are issues of the authorisation that they fulfil, wherever they stand (STR-MED-02)', async () => {
    const [id, one, two] = [guid(), guid(), guid()]
    const plans = await plansOf(
      statement([part('Prescribe', { id: two, date: '20200301', inner: reference('inFulfillmentOf', id) })]),
      statement([
        part('Authorise', { id, inner: repeats('6') }),
        part('Prescribe', { id: one, inner: reference('inFulfillmentOf', id.toLowerCase()) }),
      ]),
    )
    expect(plans).toHaveLength(1)
    expect(plans[0]?.issues).toMatchObject([
      { key: `Prescribe:${two}`, issued: '2020-03-01', status: 'completed' },
      { key: `Prescribe:${one}`, issued: '2020-01-02', status: 'completed' },
    ])
  })

  test('one that names no authorisation belongs to that of its own statement', async () => {
    const [plan] = await plansOf(statement([part('Authorise'), part('Prescribe')]))
    expect(plan?.issues).toHaveLength(1)
  })

  test('one whose authorisation is missing gets a plan of unknown type (STR-MED-25)', async () => {
    const plans = await plansOf(statement([part('Prescribe', { inner: reference('inFulfillmentOf', guid()) })]))
    expect(plans).toMatchObject([{ inactive: true, authorised: '2020-01-02', issues: [{ issued: '2020-01-02' }] }])
    expect(plans[0]).not.toHaveProperty('type')
  })

  test('several of one acute authorisation: a plan each, a chain, only the last as the authorisation is (STR-MED-04)', async () => {
    const [id, first, second, third] = [guid(), guid(), guid(), guid()]
    const issue = (own: string, date: string) =>
      statement([part('Prescribe', { id: own, date, inner: reference('inFulfillmentOf', id) })])
    const plans = await plansOf(
      statement([part('Authorise', { id, status: 'ACTIVE', inner: repeats('0') })]),
      issue(third, '20200401'),
      issue(first, '20200201'),
      issue(second, '20200301'),
    )
    expect(plans.map(({ key, authorised, replaces, inactive }) => ({ key, authorised, replaces, inactive }))).toEqual([
      { key: `Authorise:${id}`, authorised: '2020-01-02', replaces: undefined, inactive: true },
      {
        key: `Authorise:${id}/Prescribe:${second}`,
        authorised: '2020-03-01',
        replaces: `Authorise:${id}`,
        inactive: true,
      },
      {
        key: `Authorise:${id}/Prescribe:${third}`,
        authorised: '2020-04-01',
        replaces: `Authorise:${id}/Prescribe:${second}`,
        inactive: undefined,
      },
    ])
    expect(plans.map(({ issues }) => issues.map(({ key }) => key))).toEqual([
      [`Prescribe:${first}`],
      [`Prescribe:${second}`],
      [`Prescribe:${third}`],
    ])
  })

  test('several of one repeat authorisation share its plan', async () => {
    const id = guid()
    const issue = statement([part('Prescribe', { inner: reference('inFulfillmentOf', id) })])
    const plans = await plansOf(statement([part('Authorise', { id, inner: repeats('6') })]), issue, issue)
    expect(plans.map(({ issues }) => issues.length)).toEqual([2])
  })

  test('an issue of another product, or with another dosage, says so (STR-MED-33)', async () => {
    const id = guid()
    const brand = cd('code', '318906001', 'snomed', 'Tritace 10mg capsules')
    const [plan] = await plansOf(
      statement([part('Authorise', { id })]),
      statement([part('Prescribe', { inner: reference('inFulfillmentOf', id) })], { drug: brand }).replace(
        'One a day',
        'Two',
      ),
    )
    expect(plan?.issues[0]).toMatchObject({ drug: { text: 'Tritace 10mg capsules' }, dosage: 'Two' })
  })
})

describe('discontinuations and dispensings', () => {
  test('stop the authorisation that they reverse, with date and reason (STR-MED-24)', async () => {
    const id = guid()
    const [plan] = await plansOf(
      statement([part('Authorise', { id, status: 'ACTIVE' })]),
      statement([
        part('Discontinue', { date: '20200301', inner: reference('reversalOf', id) + annotation('No longer needed') }),
      ]),
    )
    expect(plan?.stopped).toEqual({ date: '2020-03-01', reason: 'No longer needed' })
    expect(plan).not.toHaveProperty('inactive')
  })

  test('without a reason, what the sender calls it', async () => {
    const id = guid()
    const ended = cd('code', 'EMISDRUG_DISCONTINUATION', 'egton', 'Medication Course Ended')
    const [plan] = await plansOf(
      statement([
        part('Authorise', { id }),
        part('Discontinue', { inner: reference('reversalOf', id) }).replace(nhs, ended),
      ]),
    )
    expect(plan?.stopped).toEqual({ date: '2020-01-02', reason: 'Medication Course Ended' })
  })

  test('nothing vanishes: one of an authorisation that is missing is unreadable', async () => {
    const [stop, dispense] = [guid(), guid()]
    const { medications, unreadable } = await recordOfStatements([
      statement([part('Discontinue', { id: stop, inner: reference('reversalOf', guid()) })]),
      statement([part('Dispense', { id: dispense, inner: reference('inFulfillmentOf', guid()) })]),
    ])
    expect(medications).toEqual([])
    expect(unreadable.map(({ key }) => key)).toEqual([`Discontinue:${stop}`, `Dispense:${dispense}`])
  })

  test('a dispensing is a note of the issue', async () => {
    const [id, issue] = [guid(), guid()]
    const [plan] = await plansOf(
      statement([part('Authorise', { id }), part('Prescribe', { id: issue, inner: reference('inFulfillmentOf', id) })]),
      statement([
        part('Dispense', { date: '20200105', inner: amount('28', 'capsule') + reference('inFulfillmentOf', issue) }),
      ]),
    )
    expect(plan?.issues[0]?.notes).toEqual([{ kind: 'other', text: 'Dispensed: 2020-01-05: 28 capsule' }])
  })
})

test('a statement without parts is a plan that says what it knows', async () => {
  const [plan] = await plansOf(statement([]))
  expect(plan).toMatchObject({ authorised: '2020-01-01', inactive: true, dosage: 'One a day', issues: [] })
  expect(plan).not.toHaveProperty('type')
})

test('parts that name no medicine are unreadable, each of them', async () => {
  const [id, issue] = [guid(), guid()]
  const { medications, unreadable } = await recordOfStatements([
    statement([part('Authorise', { id }), part('Prescribe', { id: issue, inner: reference('inFulfillmentOf', id) })], {
      drug: '',
    }),
  ])
  expect(medications).toEqual([])
  expect(unreadable).toEqual([
    { key: `Authorise:${id}`, column: 'consumable', reason: 'names no medicine' },
    { key: `Prescribe:${issue}`, column: 'consumable', reason: 'names no medicine' },
  ])
})

test('statements in headings are found; ids that are no GUIDs are made unique to the patient', async () => {
  const nested = `<CompoundStatement classCode="TOPIC"><id root="${guid()}"/>${cd('code', 'H33..00', 'readV2', 'Asthma')}<component>${statement(
    [part('Authorise', { id: '394559384658936' })],
  )}</component></CompoundStatement>`
  const [plan] = await plansOf(nested)
  expect(plan?.key).toMatch(/^Authorise:394559384658936@[0-9a-f]{8}$/)
  const { medications } = await recordOfStatements([nested], { nhsNumber: '9990101019' })
  expect(medications[0]?.key).not.toBe(plan?.key)
})
