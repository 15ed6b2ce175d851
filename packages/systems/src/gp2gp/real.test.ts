/** Real extracts of the national assurance programme, where they are at hand: counted by a reader of their own, compared with a peer. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry, Observation, PatientRecord, TestResult } from '@gpc/clinical'
import { codeSystems, londonTime } from '@gpc/fhir'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { practice } from '../shared/testing.ts'
import { gp2gp } from './index.ts'

const data = join(import.meta.dirname, '../../../../../shared/data')
const folder = join(data, 'gp2gp')
const files = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.xml')) : []

async function recordOfFile(name: string): Promise<PatientRecord> {
  const text = readFileSync(join(folder, name), 'utf8')
  const named = /recordTarget[\s\S]{0,300}root="2\.16\.840\.1\.113883\.2\.1\.4\.1"/.test(text)
  const options = new Map(named ? [] : [['nhs-number', '9990101043']])
  const { records, rejects } = await practice(gp2gp, 'A99004').load(join(folder, name), { options })
  expect(rejects).toEqual([])
  const [record] = records.values()
  if (record === undefined) throw new Error('no record')
  return record
}

/** Ids that follow on start tags of a name, by a regular expression rather than a parser. */
function idsIn(text: string, name: string): string[] {
  const found = text.matchAll(new RegExp(`<${name}[ >](?:(?!<id[ /])[\\s\\S])*?<id [^>]*root="([^"]+)"`, 'g'))
  return [...found].map(([, id = '']) => id.toUpperCase())
}

/** Ids of the observations directly in an allergy wrapper. */
function wrappedIn(text: string): string[] {
  const wrapper = /<code [^>]*code="(?:14L\.\.|SN53\.)00"[^>]*\/>(?:(?!<\/CompoundStatement>)[\s\S])*/g
  return [...text.matchAll(wrapper)].flatMap(([part]) => idsIn(part, 'ObservationStatement'))
}

describe.skipIf(files.length === 0)('real extracts', () => {
  test.each(files)('%s: every allergy and every part of a medicine is an entry or unreadable', async name => {
    const text = readFileSync(join(folder, name), 'utf8')
    const record = await recordOfFile(name)
    const idOf = (key: string) => key.slice(key.lastIndexOf(':') + 1)
    const unreadable = record.unreadable.map(({ key }) => idOf(key))
    const allergies = record.allergies.map(({ key }) => idOf(key))
    expect([...allergies, ...unreadable]).toEqual(expect.arrayContaining(wrappedIn(text)))
    const plans = record.medications.map(({ key }) => key).filter(key => !key.includes('/'))
    expect(plans.map(idOf).sort()).toEqual(idsIn(text, 'ehrSupplyAuthorise').sort())
    const issues = record.medications.flatMap(plan => plan.issues.map(({ key }) => idOf(key)))
    expect(issues.sort()).toEqual(idsIn(text, 'ehrSupplyPrescribe').sort())
    expect(new Set(issues).size).toBe(issues.length)
    const ends = idsIn(text, 'ehrSupplyDiscontinue').length
    const stopped = record.medications.filter(plan => plan.stopped !== undefined).length
    expect(stopped + unreadable.length).toBeGreaterThanOrEqual(Math.min(ends, 1))
    for (const plan of record.medications) expect(plan.drug.text).toBeTruthy()
  })

  test.each(files)('%s: every statement of every kind is found in the record (STR-COM-01)', async name => {
    const text = readFileSync(join(folder, name), 'utf8')
    const record = await recordOfFile(name)
    const { found, texts } = everythingIn(record)
    const lost = (kind: string) => idsIn(text, kind).filter(id => !found.has(id))
    expect(lost('ObservationStatement')).toEqual([])
    expect(lost('PlanStatement')).toEqual([])
    expect(lost('RequestStatement')).toEqual([])
    for (const id of lost('NarrativeStatement')) {
      const raw = new RegExp(`<id root="${id}"\\s*/>\\s*<text[^>]*>([^<]*)`, 'i').exec(text)?.[1] ?? 'none'
      const words = unescaped(raw.replace(/^\s*CommentType:.*\n\s*CommentDate:.*\n/, '')).trim()
      expect(texts.some(one => one.includes(words))).toBe(true)
    }
    const ties = record.referrals.filter(({ supporting }) => supporting !== undefined).length
    expect(lost('LinkSet')).toHaveLength(ties)
    const topics = record.consultations.flatMap(one => one.topics)
    const headings = topics.flatMap(one => one.headings.map(({ title }) => title))
    const titled = (pattern: RegExp) => [...text.matchAll(pattern)].length
    expect(topics).toHaveLength(titled(/<CompoundStatement[^>]*classCode="TOPIC"/g))
    const wrappers = titled(/<code code="(?:14L\.\.|SN53\.)00"/g)
    expect(headings).toHaveLength(titled(/<CompoundStatement[^>]*classCode="CATEGORY"/g) - wrappers)
    for (const id of lost('CompoundStatement')) {
      const opened = new RegExp(`classCode="(\\w+)"[^>]*>\\s*<id root="${id}"`, 'i').exec(text)?.[1]
      expect(['TOPIC', 'CATEGORY', 'CLUSTER']).toContain(opened)
      if (opened === 'CLUSTER') {
        const [, first = ''] =
          new RegExp(`<id root="${id}"[\\s\\S]*?<ObservationStatement[^>]*>\\s*<id root="([^"]+)"`).exec(text) ?? []
        expect(found).toContain(first)
      }
    }
  })

  test.each(files)('%s: each link leads to an entry of the record', async name => {
    const record = await recordOfFile(name)
    const { keys } = everythingIn(record)
    const links = [
      ...record.consultations.flatMap(one => one.topics.flatMap(topic => topic.problems ?? [])),
      ...record.consultations.flatMap(one => one.topics.flatMap(topic => topic.headings.flatMap(({ items }) => items))),
      ...record.problems.flatMap(({ actual, related }) => [...(actual === undefined ? [] : [actual]), ...related]),
      ...record.observations.flatMap(({ parent }) => parent ?? []),
      ...record.referrals.flatMap(({ supporting }) => supporting ?? []),
      ...all(record).flatMap(({ encounter }) => encounter ?? []),
    ]
    expect(links.filter(key => !keys.has(key))).toEqual([])
    expect(all(record).length).toBe(new Set(all(record).map(({ key }) => key)).size)
  })
})

const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')

const results = (list: readonly TestResult[]): readonly TestResult[] =>
  list.flatMap(one => [one, ...results(one.results)])

const all = (record: PatientRecord): readonly Entry[] => [
  ...record.allergies,
  ...record.medications.flatMap(plan => [plan, ...plan.issues]),
  ...record.consultations,
  ...record.problems,
  ...record.immunisations,
  ...record.observations,
  ...record.investigations.flatMap(report => [report, ...results(report.results)]),
  ...record.referrals,
  ...record.documents,
  ...record.diary,
]

/** Ids of the statements that are entries or parts of one, and every text of the record. */
function everythingIn(record: PatientRecord) {
  const reports = record.investigations
  const filing = reports.flatMap(one => [
    ...one.filingComments,
    ...results(one.results).flatMap(({ filingComments = [] }) => filingComments),
  ])
  const keys = new Set([
    ...all(record).map(({ key }) => key),
    ...reports.flatMap(one => one.specimens.map(({ key }) => key)),
    ...filing.map(({ key }) => key),
    ...record.unreadable.map(({ key }) => key),
  ])
  const found = new Set([...keys].map(key => key.slice(key.indexOf(':') + 1)))
  const texts = [
    ...record.allergies.flatMap(({ notes }) => notes),
    ...record.observations.flatMap(({ notes }) => notes),
    ...reports.flatMap(one => [one.conclusion ?? '', ...one.specimens.flatMap(({ notes }) => notes)]),
    ...reports.flatMap(one => results(one.results).flatMap(({ notes }) => notes)),
    ...filing.map(({ text }) => text),
  ]
  return { keys, found, texts }
}

const bound = z.object({ value: z.number() }).optional()
const coding = z.object({ system: z.string(), code: z.string() })
const bundle = z.object({
  entry: z.array(
    z.object({
      resource: z.looseObject({
        resourceType: z.string(),
        id: z.string(),
        code: z.object({ coding: z.array(coding).optional(), text: z.string().optional() }).optional(),
        onsetDateTime: z.string().optional(),
        assertedDate: z.string().optional(),
        category: z
          .array(z.string())
          .or(z.array(z.object({})))
          .optional(),
        intent: z.string().optional(),
        status: z.string().optional(),
        authoredOn: z.string().optional(),
        effectiveDateTime: z.string().optional(),
        comment: z.string().optional(),
        clinicalStatus: z.string().optional(),
        abatementDateTime: z.string().optional(),
        priority: z.string().optional(),
        period: z.object({ start: z.string() }).optional(),
        valueQuantity: z.object({ value: z.number(), comparator: z.string().optional() }).optional(),
        referenceRange: z.array(z.object({ low: bound, high: bound })).optional(),
        basedOn: z.array(z.object({ reference: z.string() })).optional(),
        dosageInstruction: z.array(z.object({ text: z.string() })).optional(),
        dispenseRequest: z
          .object({ quantity: z.object({ value: z.number(), unit: z.string().optional() }).optional() })
          .optional(),
      }),
    }),
  ),
})
const peerOf = (name: string) => {
  const path = join(data, 'gp2gp-peer-rendering', `${name.slice(0, -4)}-output.json`)
  return existsSync(path) ? bundle.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined
}

/** The peer writes instants in UTC. */
const asLondon = (date: string | undefined) => (date?.endsWith('+00:00') ? londonTime(Date.parse(date)) : date)

describe.skipIf(files.length === 0)('beside a peer (differences are explained in the README)', () => {
  test.each(files.filter(name => peerOf(name) !== undefined))('%s: allergies', async name => {
    const record = await recordOfFile(name)
    const peers = peerOf(name)?.entry.map(({ resource }) => resource) ?? []
    const theirs = peers.filter(({ resourceType }) => resourceType === 'AllergyIntolerance')
    const ours = new Map(record.allergies.map(one => [one.key.slice(one.key.indexOf(':') + 1), one]))
    expect([...ours.keys()].sort()).toEqual(theirs.map(({ id }) => id.toUpperCase()).sort())
    for (const their of theirs) {
      const our = ours.get(their.id.toUpperCase())
      expect(our?.onset).toBe(asLondon(their.onsetDateTime))
      expect(our?.asserted).toBe(asLondon(their.assertedDate))
      expect([our?.category]).toEqual(their.category)
      expect(our?.concept.text).toBe(their.code?.text)
      const degrade = /^1964\d1000000(101|108)$/
      const codes = their.code?.coding?.filter(({ code }) => !degrade.test(code)).map(({ code }) => code)
      expect(our?.concept.codings.map(({ code }) => code)).toEqual(expect.arrayContaining(codes ?? []))
    }
  })

  test.each(files.filter(name => peerOf(name) !== undefined))('%s: medicines', async name => {
    const record = await recordOfFile(name)
    const peers = peerOf(name)?.entry.map(({ resource }) => resource) ?? []
    const requests = peers.filter(({ resourceType }) => resourceType === 'MedicationRequest')
    const theirPlans = requests.filter(({ intent }) => intent === 'plan')
    const theirOrders = new Map(
      requests.filter(({ intent }) => intent === 'order').map(one => [one.id.toUpperCase(), one]),
    )
    expect(record.medications).toHaveLength(theirPlans.length)
    const issues = record.medications.flatMap(plan => plan.issues.map(issue => ({ plan, issue })))
    expect(issues).toHaveLength(theirOrders.size)
    for (const plan of record.medications.filter(({ key }) => !key.includes('/'))) {
      const their = theirPlans.find(({ id }) => `Authorise:${id.toUpperCase()}` === plan.key)
      expect(their?.authoredOn).toBe(plan.authorised)
      expect(their?.status).toBe(plan.stopped ? 'stopped' : plan.inactive || plan.end ? 'completed' : 'active')
    }
    for (const { plan, issue } of issues) {
      const their = theirOrders.get(issue.key.slice('Prescribe:'.length))
      expect(asLondon(their?.authoredOn)).toBe(issue.issued)
      expect(their?.dosageInstruction?.[0]?.text).toBe(issue.dosage ?? plan.dosage)
      expect(their?.dispenseRequest?.quantity?.value).toBe(Number(issue.quantity?.value))
      expect(their?.dispenseRequest?.quantity?.unit).toBe(issue.quantity?.unit)
    }
    const theirDrugs = peers
      .filter(({ resourceType }) => resourceType === 'Medication')
      .flatMap(({ code }) => code?.coding?.filter(({ system }) => system === codeSystems.snomed) ?? [])
    const ourDrugs = new Set(
      [...record.medications, ...issues.map(({ issue }) => issue)].flatMap(
        ({ drug }) => drug?.codings.map(({ code }) => code) ?? [],
      ),
    )
    for (const { code } of theirDrugs) expect(ourDrugs).toContain(code)
  })

  /** Ids that the peer makes up. */
  const isMadeUp = (id: string) => id.startsWith('00000000-0000-0000-0000-')

  test.each(files.filter(name => peerOf(name) !== undefined))('%s: every other area', async name => {
    const record = await recordOfFile(name)
    const peers = peerOf(name)?.entry.map(({ resource }) => resource) ?? []
    const theirs = (type: string) => peers.filter(one => one.resourceType === type && !isMadeUp(one.id))
    const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id.toUpperCase()).sort()
    const ours = (list: readonly { readonly key: string }[]) =>
      list.map(({ key }) => key.slice(key.indexOf(':') + 1)).sort()
    expect(ours(record.consultations)).toEqual(ids(theirs('Encounter')))
    expect(ours(record.problems)).toEqual(ids(theirs('Condition')))
    expect(ours(record.immunisations)).toEqual(ids(theirs('Immunization')))
    expect(ours(record.investigations)).toEqual(ids(theirs('DiagnosticReport')))
    expect(ours(record.investigations.flatMap(({ specimens }) => specimens))).toEqual(ids(theirs('Specimen')))
    expect(ours(record.referrals)).toEqual(ids(theirs('ReferralRequest')))
    expect(ours(record.documents)).toEqual(ids(theirs('DocumentReference')))
    expect(ours(record.diary)).toEqual(ids(theirs('ProcedureRequest')))

    const lab = record.investigations.flatMap(report => results(report.results))
    const mine = new Map<string, Observation | TestResult>(
      [...record.observations, ...lab].map(one => [one.key.slice(one.key.indexOf(':') + 1), one]),
    )
    const { found, texts } = everythingIn(record)
    for (const their of theirs('Observation')) {
      const our = mine.get(their.id.toUpperCase())
      if (our === undefined) {
        // A filing comment of a result, or the text of a battery.
        if (!found.has(their.id.toUpperCase())) expect(texts).toContain(their.comment?.trim())
        continue
      }
      expect(our.effective).toBe(asLondon(their.effectiveDateTime))
      const value = our.value?.kind === 'quantity' ? our.value : undefined
      expect(value === undefined ? undefined : Number(value.value)).toBe(their.valueQuantity?.value)
      expect(value?.comparator).toBe(their.valueQuantity?.comparator)
      const range = (our.ranges ?? []).map(({ low, high }) => [low, high].map(one => one && Number(one)))
      expect(range).toEqual((their.referenceRange ?? []).map(({ low, high }) => [low?.value, high?.value]))
      const codes = their.code?.coding?.map(({ code }) => code).filter(code => code !== '196411000000103')
      expect(our.concept.codings.map(({ code }) => code)).toEqual(expect.arrayContaining(codes ?? []))
    }
    for (const their of theirs('Condition')) {
      const our = record.problems.find(({ key }) => key === `LinkSet:${their.id.toUpperCase()}`)
      expect(our?.status).toBe(their.clinicalStatus)
      expect(our?.onset).toBe(asLondon(their.onsetDateTime))
      expect(our?.ended).toBe(asLondon(their.abatementDateTime))
    }
    for (const their of theirs('Encounter')) {
      const our = record.consultations.find(({ key }) => key === `ehrComposition:${their.id.toUpperCase()}`)
      expect(our?.start).toBe(asLondon(their.period?.start))
    }
    for (const their of theirs('ReferralRequest')) {
      const our = record.referrals.find(({ key }) => key === `RequestStatement:${their.id.toUpperCase()}`)
      expect([our?.priority, our?.date]).toEqual([their.priority, their.authoredOn])
    }
  })
})
