import { describe, expect, test } from 'vitest'
import {
  active,
  cd,
  composition,
  compound,
  guid,
  linkSet,
  message,
  narrative,
  observation,
  oid,
  recordOfMessage,
  recordOfStatements,
} from './testing.ts'

const asthma = cd('code', 'H33..00', 'readV2', 'Asthma')
const weight = cd('code', '22A..00', 'readV2', 'O/E - weight')
const key = (kind: string, id: string) => `${kind}:${id}`

describe('problems', () => {
  test('status, significance, dates, what it is and what belongs to it; it is no entry twice (STR-PRB-06 to 13)', async () => {
    const [problem, actual, linked, lost] = [guid(), guid(), guid(), guid()]
    const { problems, observations } = await recordOfStatements([
      observation(asthma, actual),
      narrative('Letter', linked),
      linkSet(
        active('Active Problem, Significant', '386134007'),
        actual,
        [linked, lost],
        '<effectiveTime><low value="2019"/><high value="202503"/></effectiveTime>',
        problem,
      ),
    ])
    expect(problems).toMatchObject([
      {
        key: key('LinkSet', problem),
        concept: { text: 'Asthma' },
        status: 'active',
        significance: 'major',
        onset: '2019',
        ended: '2025-03',
        recorded: '2026-01-12T10:15:00+00:00',
        actual: key('ObservationStatement', actual),
        related: [key('NarrativeStatement', linked)],
        problems: [],
        notes: ['Linked to 1 more that the record that was received lacks'],
      },
    ])
    expect(observations.map(one => one.key)).toContain(key('ObservationStatement', actual))
  })

  test('a status or significance that isn’t given is not made up (STR-PRB-07)', async () => {
    const actual = guid()
    const unspecified = `<code code="394776006" codeSystem="${oid.snomed}"><originalText>Evolved Problem</originalText></code>`
    const { problems } = await recordOfStatements([observation(asthma, actual), linkSet(unspecified, actual)])
    expect(problems).toMatchObject([
      {
        status: 'active',
        onset: '2026-01-12T10:15:00+00:00',
        notes: [
          'The record that was received does not say whether this problem is active',
          'Problem type: Evolved Problem',
        ],
      },
    ])
    expect(problems[0]).not.toHaveProperty('significance')
    const minor = await recordOfStatements([
      observation(asthma, actual),
      linkSet(active('Active Problem, Not Significant (Minor)', '394847000'), actual),
    ])
    expect(minor.problems).toMatchObject([{ significance: 'minor', notes: [] }])
  })

  test('problems that link problems are parent and child (STR-PRB-10); one that names nothing known is unreadable', async () => {
    const [parent, child, a, b] = [guid(), guid(), guid(), guid()]
    const code = active('Active Problem, Significant', '386134007')
    const { problems, unreadable } = await recordOfStatements([
      observation(asthma, a),
      observation(weight, b),
      linkSet(code, a, [child, b], '', parent),
      linkSet(code, b, [], '', child),
      linkSet(code, guid()),
    ])
    expect(problems.map(one => one.problems)).toEqual([
      [{ type: 'child', key: key('LinkSet', child) }],
      [{ type: 'parent', key: key('LinkSet', parent) }],
    ])
    expect(problems[0]?.related).toEqual([key('ObservationStatement', b)])
    expect(unreadable).toMatchObject([{ column: 'conditionNamed' }])
  })

  test('a topic is about the problem whose entry it holds, or whose code it has and something of whose it holds (STR-CON-08)', async () => {
    const [problem, actual, later] = [guid(), guid(), guid()]
    const first = composition([
      compound('TOPIC', weight, [observation(asthma, actual)]),
      linkSet(active('Active Problem, Significant', '386134007'), actual, [later], '', problem),
    ])
    const second = composition([
      compound('TOPIC', asthma, [observation(weight, later)]),
      compound('TOPIC', asthma, [observation(weight)]),
      compound('TOPIC', weight, [narrative('x')]),
    ])
    const { consultations } = await recordOfMessage(message({ compositions: [first, second] }))
    expect(consultations.map(({ topics }) => topics.map(({ problems }) => problems))).toEqual([
      [[key('LinkSet', problem)]],
      [[key('LinkSet', problem)], undefined, undefined],
    ])
  })

  test('a medicine is linked by its plan and issues, whichever id names it (STR-PRB-11)', async () => {
    const [statement, plan, issue, actual] = [guid(), guid(), guid(), guid()]
    const drug = `<consumable><manufacturedProduct><manufacturedMaterial>${cd('code', '322236009', 'snomed', 'Paracetamol')}</manufacturedMaterial></manufacturedProduct></consumable>`
    const { problems, consultations } = await recordOfStatements([
      observation(asthma, actual),
      `<MedicationStatement><id root="${statement}"/>${drug}<component><ehrSupplyAuthorise><id root="${plan}"/></ehrSupplyAuthorise></component>
<component><ehrSupplyPrescribe><id root="${issue}"/></ehrSupplyPrescribe></component></MedicationStatement>`,
      linkSet(active('Active Problem, Significant', '386134007'), actual, [statement, issue]),
    ])
    expect(problems[0]?.related).toEqual([key('Authorise', plan), key('Prescribe', issue)])
    expect(consultations[0]?.topics[0]?.headings[0]?.items.slice(1)).toEqual([
      key('Authorise', plan),
      key('Prescribe', issue),
    ])
  })
})

describe('referrals and plans', () => {
  const request = (inner: string, id: string = guid()) =>
    `<RequestStatement><id root="${id}"/>${inner}</RequestStatement>`
  const code = (qualifier = '') => cd('code', '8H54.00', 'readV2', 'Orthopaedic referral', qualifier)
  const type = (value: string) =>
    `<qualifier><name code="RequestType" displayName="RequestType"/><value code="${value}" displayName="${value}"/></qualifier>`
  const priority = (value: string, words: string) =>
    `<priorityCode code="${value}" codeSystem="${oid.snomed}"><originalText>${words}</originalText></priorityCode>`

  test('reason, date, priority of e-RS or in words, recipients, description (STR-REF-02 to 09)', async () => {
    const agent = 'B0000000-0000-4000-8000-000000000001'
    const { referrals } = await recordOfStatements([
      request(
        `${code(type('Investigation'))}<text>Knee clinic</text><effectiveTime><center value="20260201"/></effectiveTime><availabilityTime value="20260112"/>${priority('394849002', 'Two week wait')}<responsibleParty><agentRef><id root="${agent}"/></agentRef></responsibleParty>`,
      ),
      request(`${code()}<availabilityTime value="20260112"/>${priority('394848005', 'Routine')}`),
      request(
        `${code()}<availabilityTime value="20260112"/><priorityCode nullFlavor="UNK"><originalText>Soon</originalText></priorityCode>`,
      ),
    ])
    expect(referrals[0]).toMatchObject({
      reason: { text: 'Orthopaedic referral' },
      date: '2026-01-12',
      priority: 'urgent',
      recipients: [{ kind: 'staff', key: agent }],
      description: 'Knee clinic',
      notes: ['RequestType: Investigation', 'Priority: Two week wait', 'Action date: 2026-02-01'],
    })
    expect(referrals.slice(1).map(one => [one.priority, one.notes])).toEqual([
      ['routine', []],
      [undefined, ['Priority: Soon']],
    ])
  })

  test('letters are tied to a referral by a set of links that is no problem (STR-REF-09)', async () => {
    const [referral, letter] = [guid(), guid()]
    const document = `<NarrativeStatement><id root="${letter}"/><text>Letter</text><reference><referredToExternalDocument><id root="${guid()}"/></referredToExternalDocument></reference></NarrativeStatement>`
    const { referrals, problems, documents, unreadable } = await recordOfStatements([
      request(code(), referral),
      document,
      linkSet(`<code code="394776006" codeSystem="${oid.snomed}"/>`, referral, [letter]),
    ])
    expect(referrals[0]?.supporting).toEqual([key('NarrativeStatement', letter)])
    expect([problems, unreadable]).toEqual([[], []])
    expect(documents).toMatchObject([
      { type: { text: 'Document' }, unavailable: 'The record that was received names no file for this document' },
    ])
  })

  test('a self-referral is an observation with components (STR-UNC-18)', async () => {
    const { referrals, observations } = await recordOfStatements([
      request(
        `${code(type('SelfReferral'))}<text>Dry eyes</text><availabilityTime value="20260112"/>${priority('394848005', 'Routine')}`,
      ),
    ])
    expect(referrals).toEqual([])
    expect(observations).toMatchObject([
      {
        kind: 'coded',
        effective: '2026-01-12',
        components: [
          { concept: { text: 'Urgency' }, value: { text: 'Routine' } },
          { concept: { text: 'Text' }, value: { text: 'Dry eyes' } },
        ],
      },
    ])
    expect(observations[0]?.notes[0]).toBe('Self referral')
  })

  test('a plan is open unless its text says that it is over; overdue ones stay (STR-DRY-02 to 05)', async () => {
    const plan = (text: string, due = '2011') =>
      `<PlanStatement><id root="${guid()}"/>${asthma}${text === '' ? '' : `<text>${text}</text>`}<effectiveTime><center value="${due}"/></effectiveTime><availabilityTime value="20260112101500"/></PlanStatement>`
    const { diary } = await recordOfStatements([
      plan(''),
      plan('Status: Pending', '202701'),
      plan('Status: Seen, went well'),
      plan('status: superseded'),
      plan('Status: Cancelled by Clinician'),
    ])
    expect(diary.map(one => [one.status, one.due])).toEqual([
      ['open', '2011'],
      ['open', '2027-01'],
      ['done', '2011'],
      ['done', '2011'],
      ['done', '2011'],
    ])
    expect(diary[2]).toMatchObject({ recorded: '2026-01-12T10:15:00+00:00', notes: ['Status: Seen, went well'] })
  })
})
