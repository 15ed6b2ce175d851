/** Every area of invented records, written and read again. */
import { Buffer } from 'node:buffer'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Concept, FilingComment, PatientRecord, TestResult, Value } from '@gpc/clinical'
import { gp2gp, type SourceItem } from '@gpc/systems'
import { expect, onTestFinished, test } from 'vitest'
import { practice as engine } from '../../../systems/src/shared/testing.ts'
import { sampleDay } from '../calendar.ts'
import { documentBytes } from '../documents/bytes.ts'
import { guid } from '../keys.ts'
import type {
  ClinicalTerm,
  InventedEntry,
  InventedFilingComment,
  InventedPatient,
  InventedPractice,
  InventedResult,
  InventedValue,
} from '../model.ts'
import { inventPatients } from '../people.ts'
import { inventPractice } from '../practices.ts'
import { inventSandbox } from '../sandbox.ts'
import { writeMicrotest } from './index.ts'
import { isListed } from './list.ts'
import { isCompound } from './observations.ts'
import { statementKinds } from './problems.ts'

const today = sampleDay

async function through(patients: readonly InventedPatient[], of: InventedPractice) {
  const path = await mkdtemp(join(tmpdir(), 'microtest-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  await writeMicrotest(of, patients, path, { today })
  const { items, records, rejects } = await engine(gp2gp, of.ods).load(path)
  expect(rejects).toEqual([])
  return { items, records }
}

/** What a patient's entries are called in the record. */
function names(of: InventedPractice, patient: InventedPatient) {
  const id = (kind: string, key: number) => guid(of.ods, kind, patient.number, key).toUpperCase()
  const kinds = statementKinds(patient)
  const key = (entry: number): string => {
    const kind = kinds.get(entry) ?? 'NarrativeStatement'
    const prefixes = { MedicationStatementPlan: 'Authorise', MedicationStatementIssue: 'Prescribe' }
    const ids = { MedicationStatementPlan: 'ehrSupplyAuthorise', MedicationStatementIssue: 'ehrSupplyPrescribe' }
    if (kind === 'MedicationStatementPlan' || kind === 'MedicationStatementIssue') {
      return `${prefixes[kind]}:${id(ids[kind], entry)}`
    }
    return `${kind}:${id(kind, entry)}`
  }
  const provenance = (one: InventedEntry, recorded?: string) => {
    const consultation = patient.consultations.find(found => found.key === one.consultation)
    const { recorder, recordedAt } = consultation ?? one
    return {
      recorder: guid(of.ods, 'Agent', recorder).toUpperCase(),
      clinician: guid(of.ods, 'Agent', one.clinician ?? one.recorder).toUpperCase(),
      recorded: expect.stringContaining(recorded ?? recordedAt),
      ...(consultation === undefined ? {} : { encounter: `ehrComposition:${id('ehrComposition', consultation.key)}` }),
    }
  }
  return { id, key, provenance }
}

function expectConcept(found: Concept | undefined, term: ClinicalTerm): void {
  expect(found?.text).toBe(term.text)
  const codes = found?.codings.map(({ code }) => code) ?? []
  if (term.snomed !== undefined) expect(codes).toContain(term.snomed.code)
  if (term.readV2 !== undefined) expect(codes).toContain(`${term.readV2.code.padEnd(5, '.')}00`)
}

function asRead(value: InventedValue | undefined): Value | undefined {
  if (value === undefined || value.kind === 'text') return value
  const { value: number, unit, comparator } = value
  return { kind: 'quantity', value: number, unit, ...(comparator === undefined ? {} : { comparator }) }
}

function asRanges(value: InventedValue | undefined) {
  if (value?.kind !== 'quantity' || (value.low === undefined && value.high === undefined)) return undefined
  const { low, high } = value
  return [{ ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) }]
}

function expectFiling(
  found: readonly FilingComment[],
  comments: readonly InventedFilingComment[],
  id: (kind: string, key: number) => string,
): void {
  for (const one of comments) {
    const own = found.find(({ key }) => key === `NarrativeStatement:${id('NarrativeStatement', one.key)}`)
    expect(own).toMatchObject({ text: one.text, recorded: expect.stringContaining(one.filedAt) })
  }
}

function expectResults(
  found: readonly TestResult[],
  results: readonly InventedResult[],
  id: (kind: string, key: number) => string,
): void {
  expect(found).toHaveLength(results.length)
  for (const one of results) {
    const kind = one.results.length > 0 ? 'CompoundStatement' : 'ObservationStatement'
    const own = found.find(({ key }) => key === `${kind}:${id(kind, one.key)}`)
    expectConcept(own?.concept, one.concept)
    expect(own?.effective).toBe(one.date)
    expect(own?.value).toEqual(asRead(one.value))
    expect(own?.ranges).toEqual(asRanges(one.value))
    expect(own?.interpretation?.codings[0]?.code).toBe(one.abnormal && { high: 'HI', low: 'LO' }[one.abnormal])
    if (one.laboratoryText !== undefined) expect(own?.notes).toContain(one.laboratoryText.trimEnd())
    expectFiling(own?.filingComments ?? [], one.filingComments, id)
    expectResults(own?.results ?? [], one.results, id)
  }
}

/** Compares all areas but allergies and medicines, of which the other test is. Gives how much there was of each. */
function expectRecord(record: PatientRecord | undefined, patient: InventedPatient, of: InventedPractice): void {
  const { id, key, provenance } = names(of, patient)
  const { problems = [], observations = [], comments = [], immunisations = [] } = patient
  const { reports = [], referrals = [], documents = [], diary = [] } = patient
  expect(record?.unreadable).toEqual([])
  const find = <T extends { readonly key: string }>(list: readonly T[] | undefined, entry: number) =>
    list?.find(one => one.key === key(entry))

  for (const one of observations) {
    const found = find(record?.observations, one.key)
    expect(found).toMatchObject(provenance(one))
    expectConcept(found?.concept, one.concept)
    if (one.date !== undefined) expect(found?.effective).toBe(one.date)
    if (!isCompound(one, observations)) {
      expect(found?.value).toEqual(asRead(one.value))
      expect(found?.ranges).toEqual(asRanges(one.value))
    }
    if (one.parent !== undefined) expect(found?.parent).toBe(key(one.parent))
    if (one.note !== undefined) expect(found?.notes.join('\n')).toContain(one.note.trim())
    expect(found?.kind).toBe(one.immunisationStatus === undefined ? 'coded' : 'immunisation-status')
    for (const reading of one.bloodPressure === undefined ? [] : Object.values(one.bloodPressure)) {
      const child = record?.observations.find(
        ({ key: own }) => own === `ObservationStatement:${id('ObservationStatement', reading.key)}`,
      )
      expect(child?.parent).toBe(key(one.key))
      expect(child?.value).toEqual(asRead(reading.value))
      expectConcept(child?.concept, reading.concept)
    }
  }
  for (const one of comments) {
    const found = find(record?.observations, one.key)
    expect(found).toMatchObject({ ...provenance(one), kind: 'comment', notes: [one.text.trim()] })
  }
  for (const one of immunisations) {
    const found = find(record?.immunisations, one.key)
    expect(found).toMatchObject({ ...provenance(one), date: one.date })
    expectConcept(found?.procedure, one.concept)
    expect(found?.notGiven === true).toBe(one.status === 'declined')
    if (one.note !== undefined) expect(found?.notes.join('\n')).toContain(one.note.trim())
  }
  expect(record?.immunisations).toHaveLength(immunisations.length)
  for (const one of reports) {
    const found = find(record?.investigations, one.key)
    expect(found).toMatchObject({ reportId: one.reportId, issued: expect.stringContaining(one.issued) })
    expect(record?.organisations?.find(({ key: own }) => own === found?.organisation)?.name).toBe(one.laboratory)
    expect(found?.specimens.map(({ accession, type }) => [accession, type?.text])).toEqual(
      one.specimens.map(({ accession, concept }) => [accession, concept.text]),
    )
    for (const specimen of found?.specimens ?? []) {
      const { collected = '', note } = one.specimens.find(({ accession }) => accession === specimen.accession) ?? {}
      expect(specimen.collected).toContain(collected)
      if (note !== undefined) expect(specimen.notes).toContain(note)
    }
    if (one.laboratoryText !== undefined) expect(found?.conclusion).toContain(one.laboratoryText.trimEnd())
    expect(found?.filed).toBe(one.filed ? undefined : false)
    expectFiling(found?.filingComments ?? [], one.filingComments, id)
    expectResults(found?.results ?? [], one.results, id)
  }
  for (const one of referrals.filter(({ direction }) => direction === 'outbound')) {
    const found = find(record?.referrals, one.key)
    expect(found).toMatchObject({ ...provenance(one), date: one.date })
    expectConcept(found?.reason, one.concept)
    const mapped = { routine: 'routine', urgent: 'urgent', 'two-week-wait': 'urgent', soon: undefined }
    expect(found?.priority).toBe(one.priority && mapped[one.priority])
    if (one.priority === 'soon') expect(found?.notes).toContain('Priority: Soon')
    for (const said of [one.text, one.other?.name]) {
      if (said !== undefined) expect(found?.description).toContain(said.trim())
    }
    expect(found?.supporting ?? []).toEqual(one.letters.map(key))
  }
  for (const one of referrals.filter(({ direction }) => direction === 'inbound')) {
    const found = find(record?.observations, one.key)
    expectConcept(found?.concept, one.concept)
    expect(found?.notes[0]).toBe('Self referral')
  }
  for (const one of diary) {
    const found = find(record?.diary, one.key)
    expect(found).toMatchObject({ ...provenance(one, one.recordedAt), due: one.due })
    expect(found?.status).toBe(one.status === 'open' ? 'open' : 'done')
    expectConcept(found?.concept, one.concept)
    if (one.note !== undefined) expect(found?.notes.join('\n')).toContain(one.note.trim())
  }
  for (const one of documents) {
    const found = find(record?.documents, one.key)
    expect(found).toMatchObject({
      ...provenance(one),
      title: one.title,
      created: one.date,
      contentType: one.contentType,
    })
    expect(found?.type.text).toBe(one.concept.text)
    expect(found?.unavailable).toBeUndefined()
  }
  for (const one of problems) {
    const found = find(record?.problems, one.key)
    const over = one.past === true || one.ended !== undefined
    expect(found).toMatchObject({
      ...provenance(one, one.recordedAt),
      status: over ? 'inactive' : 'active',
      significance: one.significance,
      actual: key(one.madeOf),
      related: one.links.map(key),
    })
    if (one.onset !== undefined) expect(found?.onset).toBe(one.onset)
    expect(found?.ended).toBe(one.ended)
    expectConcept(found?.concept, one.concept)
    const parents = found?.problems.filter(({ type }) => type === 'parent').map(({ key: own }) => own)
    expect(parents).toEqual(one.parent === undefined ? [] : [key(one.parent.problem)])
  }
  for (const one of patient.consultations) {
    const found = record?.consultations.find(
      ({ key: own }) => own === `ehrComposition:${id('ehrComposition', one.key)}`,
    )
    const inside = found?.topics.flatMap(({ headings }) => headings.flatMap(({ items }) => items)) ?? []
    for (const [at, topic] of (one.topics ?? []).entries()) {
      const own = found?.topics[at]
      expect(own?.title).toBe(topic.title)
      expect(own?.headings.map(({ title }) => title)).toEqual(topic.headings.map(({ title }) => title))
      if (topic.problem !== undefined) expect(own?.problems).toContain(key(topic.problem))
      for (const item of topic.headings.flatMap(({ items }) => items)) expect(inside).toContain(key(item))
    }
  }
}

const sample = inventSandbox(today).practices.find(one => one.practice.system === 'microtest')

test('the sample patients: every entry of every area comes back', async () => {
  if (sample === undefined) throw new Error('no practice with Microtest')
  const { records } = await through(sample.patients, sample.practice)
  for (const patient of sample.patients.filter(isListed)) {
    expectRecord(records.get(`nhs:${patient.nhsNumber}`), patient, sample.practice)
  }
})

test('invented patients: every entry of every area comes back', async () => {
  const practice = inventPractice('A99004', 'microtest')
  const patients = [...inventPatients({ seed: 'areas', practice, count: 60, today, from: 1 })]
  const { records } = await through(patients, practice)
  for (const patient of patients.filter(isListed)) {
    expectRecord(records.get(`nhs:${patient.nhsNumber}`), patient, practice)
  }
})

test('documents come back byte by byte', async () => {
  if (sample === undefined) throw new Error('no practice with Microtest')
  const { items, records } = await through(sample.patients, sample.practice)
  const attachments = new Map(
    items.flatMap((item: SourceItem) => (item.kind === 'attachment' ? [[item.attachment.key, item.attachment]] : [])),
  )
  let compared = 0
  for (const patient of sample.patients.filter(isListed)) {
    const { key } = names(sample.practice, patient)
    for (const one of patient.documents ?? []) {
      const found = records.get(`nhs:${patient.nhsNumber}`)?.documents.find(({ key: own }) => own === key(one.key))
      const attachment = attachments.get(found?.attachment ?? '')
      const pieces: Uint8Array[] = []
      for await (const piece of attachment?.content() ?? []) pieces.push(piece)
      expect(Buffer.concat(pieces).equals(documentBytes(one))).toBe(true)
      expect(attachment).toMatchObject({ name: one.fileName, contentType: one.contentType })
      compared += 1
    }
  }
  expect(compared).toBeGreaterThan(0)
})
