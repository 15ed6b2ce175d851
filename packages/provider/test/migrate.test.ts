/** migratestructuredrecord: the whole record, for the practice that the patient has moved to. */
import { type Interaction, interactions } from '@gpc/fhir'
import { clearFlag, readAudit, setFlag, setSwitch } from '@gpc/store'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { everything, isStructure, titles, warningsOf } from './areas.ts'
import { type Asked, ask, claims, errorCode, nhsNumber, type Parameter } from './practice.ts'
import {
  type Answer,
  answerOf,
  type Found,
  recordOf,
  references,
  type SamplePractice,
  startSamples,
} from './sample-practice.ts'

let emis: SamplePractice
let tpp: SamplePractice
beforeAll(async () => {
  emis = await startSamples('emis')
  tpp = await startSamples('tpp')
}, 300_000)
afterAll(async () => {
  for (const one of [emis, tpp]) await one.close()
})

const interaction: Interaction = interactions.migrateStructuredRecord
/** The practice that asks, as the token has it. */
const asking = 'X99999'
const url = 'gpconnect/structured/Patient/$gpc.migratestructuredrecord'

function moveTo(practice: SamplePractice, patient: string, ods: string | undefined): void {
  const person = practice.people.get(patient)
  if (person === undefined) throw new Error(`PDS has no ${patient}.`)
  const { generalPractitionerOds: _before, ...rest } = person
  practice.people.set(patient, ods === undefined ? rest : { ...rest, generalPractitionerOds: ods })
}

const fullRecord = (sensitive: unknown): Parameter => ({
  name: 'includeFullRecord',
  part: [{ name: 'includeSensitiveInformation', valueBoolean: sensitive }],
})
const scoped = (requested_scope: string | undefined) => ({
  claims: { ...claims(interaction, emis.at.now), requested_scope },
})
const restricted = () => scoped('patient/*.read conf/R')
const send = (practice: SamplePractice, parameter: readonly unknown[], more: Partial<Asked> = {}) =>
  ask(practice, { interaction, url, body: { resourceType: 'Parameters', parameter }, ...more })

const migrate = (patient: string, sensitive: boolean, practice = emis, more: Partial<Asked> = {}) =>
  send(practice, [nhsNumber(patient), fullRecord(sensitive)], { ...(sensitive ? restricted() : {}), ...more })

async function migrated(trait: string, sensitive: boolean, practice = emis): Promise<Answer> {
  const patient = practice.patient(trait)
  moveTo(practice, patient, asking)
  const response = await migrate(patient, sensitive, practice)
  expect(response.statusCode).toBe(200)
  return answerOf(response.json())
}
const outcome = async (response: ReturnType<typeof ask>) => {
  const found = await response
  return [found.statusCode, errorCode(found)]
}

describe('what comes', () => {
  test('MIG-AUT-01 MIG-STR-05 a Bundle like that of a retrieval, with the trace id', async () => {
    const patient = emis.patient('full')
    moveTo(emis, patient, asking)
    const traceId = '6b2c2c66-4d24-4f3f-9b1d-0c7d9d2a4b11'
    const response = await migrate(patient, true, emis, { ...restricted(), headers: { 'Ssp-TraceID': traceId } })
    expect(response.statusCode).toBe(200)
    const { entry, ...bundle } = response.json()
    expect(bundle).toEqual({
      resourceType: 'Bundle',
      id: traceId,
      meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord-Bundle-1'] },
      type: 'collection',
    })
    expect(entry.every((one: object) => Object.keys(one).join() === 'resource')).toBe(true)
    const { resources } = answerOf({ entry })
    const names = resources.filter(one => one.id !== undefined).map(one => `${one.resourceType}/${one.id}`)
    expect(new Set(names).size).toBe(names.length)
    const known = new Set(names)
    const dangling = resources.flatMap(references).filter(ref => !known.has(ref.split('#')[0] ?? ''))
    expect(dangling).toEqual([])
  })

  test('MIG-STR-06 the practice that the record comes from is where the patient was registered, with the usual GP', async () => {
    const answer = await migrated('full', false)
    const [patient] = answer.of('Patient')
    const ods = (reference: string) => answer.at(reference).identifier[0].value
    expect(ods(patient?.managingOrganization.reference)).toBe(emis.at.ods)
    const registered = patient?.generalPractitioner.map((one: { reference: string }) => one.reference)
    const gp = registered.find((ref: string) => ref.startsWith('Practitioner/'))
    expect(answer.of('PractitionerRole').map(one => one.practitioner.reference)).toContain(gp)
    const role = answer.of('PractitionerRole').find(one => one.practitioner.reference === gp)
    expect(ods(role?.organization.reference)).toBe(emis.at.ods)
  })

  test('MIG-STR-07 MIG-STR-08 every list, and everything that any request for the record gives', async () => {
    for (const [practice, trait] of [
      [emis, 'full'],
      [emis, 'confidential'],
      [tpp, 'full'],
      [tpp, 'ended-allergies'],
    ] as const) {
      const retrieved = await recordOf(practice, practice.patient(trait), ...everything)
      const answer = await migrated(trait, false, practice)
      for (const title of [...titles, 'Ended allergies']) expect(answer.list(title), title).toBeDefined()
      const ids = (one: Answer) =>
        new Set(
          one.resources.filter(({ id }) => id !== undefined).map(({ resourceType, id }) => `${resourceType}/${id}`),
        )
      const here = ids(answer)
      expect([...ids(retrieved)].filter(id => !here.has(id))).toEqual([])
      expect(answer.secondary).toEqual(expect.arrayContaining([...retrieved.secondary]))
      for (const name of [...titles, ...retrieved.secondary]) {
        expect(answer.items(name), name).toEqual(expect.arrayContaining([...retrieved.items(name)]))
      }
      expect(answer.of('List').filter(isStructure).length).toBe(retrieved.of('List').filter(isStructure).length)
    }
  })

  test('MIG-STR-08 vaccinations that were not given come as well, all issues, and ended allergies', async () => {
    const full = await migrated('full', true)
    expect(full.of('Immunization').map(one => one.notGiven)).toEqual(expect.arrayContaining([true, false]))
    expect(full.of('MedicationRequest').filter(one => one.intent === 'order').length).toBeGreaterThan(100)
    const ended = await migrated('ended-allergies', false, tpp)
    const inside = ended.list('Ended allergies')
    expect(ended.items('Ended allergies')).toEqual(inside?.contained.map(({ id }: { id: string }) => `#${id}`))
    expect(new Set(inside?.contained.map((one: Found) => one.clinicalStatus))).toEqual(new Set(['resolved']))
  })

  test('MIG-STR-08 MIG-STR-10 a DocumentReference for every document, linked or not', async () => {
    for (const practice of [emis, tpp]) {
      for (const trait of ['full', 'allergies-only']) {
        const number = practice.patient(trait)
        const stored = await practice.store.pool.query(
          `SELECT count(*)::int AS n FROM attachment a JOIN patient p ON a.practice = p.practice AND a.owner = p.owner WHERE p.nhs_number = $1`,
          [number],
        )
        const answer = await migrated(trait, true, practice)
        const urls = answer.of('DocumentReference').map(one => one.content[0].attachment.url)
        expect(new Set(urls.filter(one => one !== undefined)).size).toBe(stored.rows[0].n)
        expect(urls.length).toBeGreaterThan(0)
      }
    }
  })

  test('MIG-STR-09 confidential items with sensitive information, else warnings', async () => {
    const without = await migrated('confidential', false)
    const whole = await migrated('confidential', true)
    expect(without.of('List').filter(list => warningsOf(list).includes('confidential-items')).length).toBeGreaterThan(2)
    expect(whole.of('List').filter(list => warningsOf(list).length > 0)).toEqual([])
    for (const type of ['ReferralRequest', 'MedicationStatement', 'AllergyIntolerance', 'Observation']) {
      expect(whole.of(type).length, type).toBeGreaterThan(without.of(type).length)
    }
    const retrieved = await recordOf(emis, emis.patient('confidential'), ...everything)
    expect(retrieved.of('ReferralRequest')).toEqual(without.of('ReferralRequest'))
  })

  test('STR-WARN-05 MIG-STR-10 a record that itself has not wholly arrived says so', async () => {
    const answer = await migrated('in-transit', false)
    for (const list of answer.of('List').filter(one => !isStructure(one)))
      expect(warningsOf(list)).toContain('data-in-transit')
  })
})

describe('who gets it', () => {
  const everyone = ['gp-connect', 'structured', 'documents', 'area:medications', 'area:problems'] as const
  const switchAll = async (on: boolean) => {
    for (const name of everyone) await setSwitch(emis.store, emis.at.ods, name, on, 'test')
  }
  const settled = (status: number) =>
    expect
      .poll(
        async () => {
          const asked = {
            interaction: interactions.getStructuredRecord,
            url: 'gpconnect/structured/Patient/$gpc.getstructuredrecord',
          }
          const parameter = [nhsNumber(emis.patient('full')), ...everything]
          return (await ask(emis, { ...asked, body: { resourceType: 'Parameters', parameter } })).statusCode
        },
        { timeout: 10_000 },
      )
      .toBe(status)

  test('MIG-AUT-02 NFR-ENA-05 MIG-DOC-07 whatever is switched off, capabilities and areas, the whole record comes', async () => {
    const before = await migrated('full', true)
    await switchAll(false)
    try {
      await settled(403)
      const answer = await migrated('full', true)
      expect(answer.resources).toEqual(before.resources)
      const [url = ''] = answer.of('DocumentReference').flatMap(one => one.content[0].attachment.url ?? [])
      const binary = await ask(emis, {
        interaction: interactions.migrateDocument,
        url: `gpconnect/documents/Binary/${url.slice(url.lastIndexOf('/') + 1)}`,
        claims: { ...claims(interactions.migrateDocument, emis.at.now), requested_scope: 'patient/*.read conf/R' },
      })
      expect(binary.statusCode).toBe(200)
      expect(binary.json().resourceType).toBe('Binary')
    } finally {
      await switchAll(true)
      await settled(200)
    }
  })

  test('MIG-AUT-03 nobody but the practice that PDS has the patient at when it asks', async () => {
    const patient = emis.patient('full')
    for (const ods of [undefined, emis.at.ods, 'Y11111']) {
      moveTo(emis, patient, ods)
      expect(await outcome(migrate(patient, false))).toEqual([403, 'NO_RELATIONSHIP'])
    }
    moveTo(emis, patient, asking)
    expect((await migrate(patient, false)).statusCode).toBe(200)
  })

  test('MIG-AUT-07 a reason or scope that does not fit, with and without sensitive information', async () => {
    const patient = emis.patient('full')
    moveTo(emis, patient, asking)
    for (const sensitive of [true, false]) {
      for (const change of [
        { reason_for_request: 'directcare' },
        { reason_for_request: undefined },
        { requested_scope: undefined },
        { requested_scope: 'organization/*.read' },
        { requested_scope: 'patient/*.write conf/R' },
      ]) {
        const scope = sensitive ? 'patient/*.read conf/R' : 'patient/*.read'
        const token = { ...claims(interaction, emis.at.now), requested_scope: scope, ...change }
        expect(await outcome(migrate(patient, sensitive, emis, { claims: token }))).toEqual([400, 'BAD_REQUEST'])
      }
    }
  })

  test('MIG-AUT-08 sensitive information needs conf/R; without it conf/R does no harm', async () => {
    const patient = emis.patient('full')
    moveTo(emis, patient, asking)
    for (const scope of ['patient/*.read', 'patient/*.read conf/N']) {
      expect(await outcome(migrate(patient, true, emis, scoped(scope)))).toEqual([400, 'CONFLICTING_VALUES'])
    }
    const response = await migrate(patient, false, emis, restricted())
    expect(response.statusCode).toBe(200)
    expect(
      answerOf(response.json())
        .of('List')
        .some(list => warningsOf(list).includes('confidential-items')),
    ).toBe(true)
  })

  test('SEC-JWT-24 a migration may run without a user; with one, its claim must be sound', async () => {
    const patient = emis.patient('full')
    moveTo(emis, patient, asking)
    const { requesting_practitioner: practitioner, ...unattended } = {
      requesting_practitioner: {},
      ...claims(interaction, emis.at.now),
    }
    expect((await migrate(patient, false, emis, { claims: unattended })).statusCode).toBe(200)
    const other = { ...unattended, requesting_practitioner: { ...practitioner, id: 'somebody-else' } }
    expect(await outcome(migrate(patient, false, emis, { claims: other }))).toEqual([400, 'BAD_REQUEST'])
  })

  describe('dissent', () => {
    beforeEach(() => setFlag(emis.store, emis.at.ods, emis.patient('long-record'), 'dissent', '', 'test'))
    afterEach(() => clearFlag(emis.store, emis.at.ods, emis.patient('long-record'), 'dissent'))
    test('MIG-AUT-09 SEC-IG-03 dissent is honoured', async () => {
      const patient = emis.patient('long-record')
      moveTo(emis, patient, asking)
      expect(await outcome(migrate(patient, true))).toEqual([403, 'NO_PATIENT_CONSENT'])
    })
  })

  test.each([
    'sensitive',
    'deceased',
    'deceased-recently',
    'unverified',
    'merged',
    'superseded',
    'not-on-pds',
  ])('MIG-AUT-10 %s → PATIENT_NOT_FOUND', async trait => {
    const patient = emis.patient(trait)
    if (trait === 'merged') await setFlag(emis.store, emis.at.ods, patient, 'merged', '', 'test')
    if (trait === 'unverified' || trait === 'superseded' || trait === 'not-on-pds') emis.people.delete(patient)
    else moveTo(emis, patient, asking)
    expect(await outcome(migrate(patient, false))).toEqual([404, 'PATIENT_NOT_FOUND'])
  })

  test('MIG-AUT-10 a number that the practice does not have → PATIENT_NOT_FOUND', async () => {
    expect(await outcome(migrate('9990000018', false))).toEqual([404, 'PATIENT_NOT_FOUND'])
  })

  test('MIG-AUT-11 who has left is migrated, and who was here for a while only', async () => {
    for (const trait of ['inactive', 'temporary']) expect((await migrated(trait, false)).of('Patient')).toHaveLength(1)
  })

  test('MIG-AUT-12 the audit has the reason, and whether sensitive information was sent', async () => {
    await migrated('full', true)
    const [row] = await readAudit(emis.store, { practice: emis.at.ods, most: 1 })
    expect(row).toMatchObject({
      patient: emis.patient('full'),
      reason: 'migration',
      scope: 'patient/*.read conf/R',
      organisation: asking,
      detail: 'includeFullRecord includeSensitiveInformation=true',
    })
  })
})

describe('MIG-STR-03 requests that are refused', () => {
  const number = () => nhsNumber(emis.patient('full'))
  test.each([
    ['no parameters', () => [], 422, 'INVALID_PARAMETER'],
    ['no NHS number', () => [fullRecord(false)], 422, 'INVALID_PARAMETER'],
    ['no includeFullRecord', () => [number()], 422, 'INVALID_PARAMETER'],
    ['includeFullRecord without its part', () => [number(), { name: 'includeFullRecord' }], 422, 'INVALID_PARAMETER'],
    [
      'a part without a value',
      () => [number(), { name: 'includeFullRecord', part: [{ name: 'includeSensitiveInformation' }] }],
      422,
      'INVALID_PARAMETER',
    ],
    ['a part of another type', () => [number(), fullRecord('true')], 422, 'INVALID_PARAMETER'],
    [
      'a part that is not known',
      () => [
        number(),
        {
          name: 'includeFullRecord',
          part: [{ name: 'includeSensitiveInformation', valueBoolean: false }, { name: 'x' }],
        },
      ],
      422,
      'INVALID_PARAMETER',
    ],
    ['a parameter that is not known', () => [number(), fullRecord(false), { name: 'x' }], 422, 'INVALID_PARAMETER'],
    [
      'a parameter of getstructuredrecord',
      () => [number(), fullRecord(false), { name: 'includeProblems' }],
      422,
      'INVALID_PARAMETER',
    ],
    ['includeFullRecord twice', () => [number(), fullRecord(false), fullRecord(false)], 422, 'INVALID_RESOURCE'],
    ['two NHS numbers', () => [number(), number(), fullRecord(false)], 422, 'INVALID_RESOURCE'],
    ['a wrong check digit', () => [nhsNumber('9990222402'), fullRecord(false)], 400, 'INVALID_NHS_NUMBER'],
    [
      'an NHS number as text',
      () => [{ name: 'patientNHSNumber', valueString: '9990222401' }, fullRecord(false)],
      422,
      'INVALID_PARAMETER',
    ],
  ] as const)('MIG-STR-03 %s', async (_, parameter, status, code) => {
    moveTo(emis, emis.patient('full'), asking)
    const response = await send(emis, parameter())
    expect([response.statusCode, errorCode(response)]).toEqual([status, code])
    expect(response.json().issue[0].diagnostics).toBeTruthy()
  })

  test.each([
    ['another resource', { resourceType: 'Patient' }],
    ['malformed JSON', '{"resourceType":'],
    ['a list', []],
  ])('MIG-STR-03 the body is %s → INVALID_RESOURCE', async (_, body) => {
    expect(await outcome(ask(emis, { interaction, url, body }))).toEqual([422, 'INVALID_RESOURCE'])
  })
})
