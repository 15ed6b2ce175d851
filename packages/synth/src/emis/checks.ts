/** For tests: whether what was written of a patient's areas came back from the reader. */
import type { ClinicalEntries, Concept, Entry, Observation, TestResult, Value } from '@gpc/clinical'
import { codeSystems, displayDate, londonInstant } from '@gpc/fhir'
import { expect } from 'vitest'
import { guid } from '../keys.ts'
import type {
  ClinicalTerm,
  InventedEntry,
  InventedPatient,
  InventedPractice,
  InventedReport,
  InventedResult,
  InventedValue,
} from '../model.ts'
import { immunisationQualifiers } from './record.ts'

export function recordCheck(practice: InventedPractice, patient: InventedPatient) {
  const keyOf = (kind: string, ...numbers: readonly number[]) => guid(practice.ods, kind, ...numbers).toUpperCase()
  const own = (kind: string, key: number) => keyOf(kind, patient.number, key)
  const observed = (key: number) => `CareRecord_Observation:${own('Observation', key)}`
  const documentKey = (key: number) => `CareRecord_Document:${own('Document', key)}`
  const problemKey = (madeOf: number) => `CareRecord_Problem:${own('Observation', madeOf)}`
  const hiddenBy = new Set(patient.problems?.filter(one => one.confidential).map(one => one.madeOf))

  /** A person is named by the first of their roles. */
  const user = (number: number): string => {
    const person = practice.staff.find(one => one.key === number)
    return keyOf('UserInRole', number, ...(person?.roles.slice(0, 1).map(role => role.key) ?? []))
  }

  const isHidden = (one: InventedEntry): boolean =>
    patient.flags.confidentialRecord ||
    one.confidential === true ||
    hiddenBy.has(one.key) ||
    patient.consultations.find(each => each.key === one.consultation)?.confidential === true

  const expectEntry = (found: Entry | undefined, one: InventedEntry): void => {
    expect(found).toMatchObject({
      source: 'emis',
      confidentiality: isHidden(one) ? 'confidential' : 'none',
      recorded: londonInstant(one.recordedAt.slice(0, 10), one.recordedAt.slice(11)),
      recorder: user(one.recorder),
      clinician: user(one.clinician ?? one.recorder),
    })
    const { consultation } = one
    expect(found?.encounter).toBe(
      consultation === undefined ? undefined : `CareRecord_Consultation:${own('Consultation', consultation)}`,
    )
  }

  const expectConcept = (found: Concept | undefined, term: ClinicalTerm): void => {
    expect(found?.text).toBe(term.text)
    const code = (system: string) => found?.codings.find(one => one.system === system)?.code
    expect(code(codeSystems.snomed)).toBe(term.snomed?.code)
    expect(code(codeSystems.readV2)).toBe(term.readV2?.code)
  }

  const expectObservations = (record: ClinicalEntries): void => {
    const found = new Map(record.observations.map(one => [one.key, one]))
    let count = 0
    const take = (key: number): Observation | undefined => {
      count += 1
      return found.get(observed(key))
    }
    for (const one of patient.observations ?? []) {
      const got = take(one.key)
      expectEntry(got, one)
      expectConcept(got?.concept, one.concept)
      expect(got?.kind).toBe(one.concept.kind === 'immunisation-status' ? 'immunisation-status' : 'coded')
      expect(got?.effective).toBe(one.date)
      expect(got?.parent).toBe(one.parent === undefined ? undefined : observed(one.parent))
      expectValue(got, one.value)
      const qualifiers = one.qualifiers?.map(({ name, value }) => `${name}: ${value}`) ?? []
      expect(got?.notes).toEqual([...qualifiers, ...(one.note === undefined ? [] : [one.note])])
      for (const reading of one.bloodPressure ? [one.bloodPressure.systolic, one.bloodPressure.diastolic] : []) {
        const part = take(reading.key)
        expectEntry(part, hiddenBy.has(one.key) ? { ...one, confidential: true } : one)
        expectConcept(part?.concept, reading.concept)
        expectValue(part, reading.value)
        expect(part).toMatchObject({ parent: observed(one.key) })
      }
    }
    for (const one of patient.comments ?? []) {
      const got = take(one.key)
      expectEntry(got, one)
      expect(got).toMatchObject({ kind: 'comment', notes: [one.text] })
    }
    for (const one of patient.documents ?? []) {
      const got = take(one.key)
      expectEntry(got, one)
      expectConcept(got?.concept, one.concept)
    }
    expect(record.observations).toHaveLength(count)
  }

  const expectImmunisations = (record: ClinicalEntries): void => {
    expect(record.immunisations).toHaveLength(patient.immunisations?.length ?? 0)
    for (const one of patient.immunisations ?? []) {
      const got = record.immunisations.find(each => each.key === observed(one.key))
      expectEntry(got, one)
      expectConcept(got?.procedure, one.concept)
      expect(got?.notGiven).toBe(one.status === 'declined' ? true : undefined)
      expect([got?.date, got?.manufacturer, got?.batch, got?.expires]).toEqual([
        one.date,
        one.manufacturer,
        one.batch,
        one.expires,
      ])
      expect([got?.bodySite?.text, got?.route?.text]).toEqual([one.bodySite, one.route])
      const elements = new Set(['Manufacturer', 'Batch', 'Expiry', 'Site', 'Route'])
      const others = immunisationQualifiers(one).filter(([name, value]) => !elements.has(name) && value !== undefined)
      const notes = others.map(([name, value]) => `${name}: ${value}`)
      expect(got?.notes).toEqual([...(one.note === undefined ? [] : [one.note]), ...notes])
    }
  }

  const expectResults = (
    found: readonly TestResult[] | undefined,
    invented: readonly InventedResult[],
    report: InventedReport,
  ): void => {
    expect(new Set(found?.map(one => one.key))).toEqual(new Set(invented.map(one => observed(one.key))))
    for (const one of invented) {
      const got = found?.find(each => each.key === observed(one.key))
      expectEntry(got, isHidden(report) ? { ...report, confidential: true } : report)
      expectConcept(got?.concept, one.concept)
      expect(got?.effective).toBe(one.date)
      expectValue(got, one.value)
      expect(got?.interpretation?.text).toBe(one.abnormal && (one.abnormal === 'high' ? 'HI' : 'LO'))
      expect(got?.notes).toEqual(one.laboratoryText === undefined ? [] : [one.laboratoryText])
      expectResults(got?.results, one.results, report)
    }
  }

  const expectReports = (record: ClinicalEntries): void => {
    expect(record.investigations).toHaveLength(patient.reports?.length ?? 0)
    for (const one of patient.reports ?? []) {
      const got = record.investigations.find(each => each.key === observed(one.key))
      expectEntry(got, one)
      expectConcept(got?.title, one.concept)
      expect(got?.issued).toBe(got?.recorded)
      expect(new Set(got?.specimens.map(each => each.key))).toEqual(
        new Set(one.specimens.map(each => observed(each.key))),
      )
      const hasGroups = one.results.some(each => each.results.length > 0)
      const text = one.laboratoryText
      expect(got?.conclusion).toBe(hasGroups ? text : undefined)
      if (!hasGroups) expect(got?.results[0]?.notes).toEqual(text === undefined ? [] : [text])
      expectResults(hasGroups ? got?.results : got?.results[0]?.results, one.results, one)
    }
  }

  const expectReferrals = (record: ClinicalEntries): void => {
    expect(record.referrals).toHaveLength(patient.referrals?.length ?? 0)
    const priorities = { routine: 'routine', urgent: 'urgent', 'two-week-wait': 'asap', soon: undefined } as const
    for (const one of patient.referrals ?? []) {
      const got = record.referrals.find(each => each.key === observed(one.key))
      expectEntry(got, one)
      expectConcept(got?.reason, one.concept)
      expect([got?.date, got?.ubrn, got?.description]).toEqual([one.date, one.ubrn, one.text])
      expect(got?.priority).toBe(one.priority && priorities[one.priority])
      expect(got?.notes.filter(note => note.startsWith('Priority'))).toEqual(
        one.priority === 'soon' ? ['Priority: Soon'] : [],
      )
      expect(got?.notes.some(note => note.startsWith('Mode: '))).toBe(one.mode !== undefined)
      expect(got?.service === undefined).toBe(one.service === undefined)
      expect(got?.recipients?.length ?? 0).toBe(one.other === undefined ? 0 : 1)
    }
  }

  const expectDocuments = (record: ClinicalEntries): void => {
    expect(record.documents).toHaveLength(patient.documents?.length ?? 0)
    for (const one of patient.documents ?? []) {
      const got = record.documents.find(each => each.key === documentKey(one.key))
      expectEntry(got, one)
      expectConcept(got?.type, one.concept)
      expect(got).toMatchObject({
        created: one.date,
        attachment: own('Document', one.key),
        related: [observed(one.key)],
      })
    }
  }

  const expectDiary = (record: ClinicalEntries): void => {
    expect(record.diary).toHaveLength(patient.diary?.length ?? 0)
    for (const one of patient.diary ?? []) {
      const got = record.diary.find(each => each.key === `CareRecord_Diary:${own('Diary', one.key)}`)
      expectEntry(got, one)
      expectConcept(got?.concept, one.concept)
      expect(got).toMatchObject({ due: one.due, status: one.status === 'open' ? 'open' : 'done' })
      expect(got?.notes).toEqual(one.note === undefined ? [] : [one.note])
    }
  }

  /** Keys of all that an entry of the model becomes. */
  const keysOf = (key: number): string[] => {
    const record = own('DrugRecord', key)
    if (patient.medications.some(one => one.key === key)) return [`Prescribing_DrugRecord:${record}`]
    const isDocument = patient.documents?.some(one => one.key === key) === true
    return isDocument ? [observed(key), documentKey(key)] : [observed(key)]
  }

  const expectProblems = (record: ClinicalEntries): void => {
    expect(record.problems).toHaveLength(patient.problems?.length ?? 0)
    for (const one of patient.problems ?? []) {
      const got = record.problems.find(each => each.key === problemKey(one.madeOf))
      const made = [patient.observations, patient.immunisations, patient.referrals, patient.allergies]
        .flatMap((area): readonly (InventedEntry & { readonly concept: ClinicalTerm })[] => area ?? [])
        .find(each => each.key === one.madeOf)
      if (made === undefined) throw new Error(`Nothing that the problem ${one.key} is made of.`)
      expectEntry(got, made)
      expectConcept(got?.concept, made.concept)
      const over = one.ended !== undefined || one.past === true
      expect(got).toMatchObject({
        status: over ? 'inactive' : 'active',
        significance: one.significance,
        actual: observed(one.madeOf),
      })
      expect(got?.ended).toBe(one.ended)
      const reviewed = one.lastReview === undefined ? [] : [`Last reviewed: ${displayDate(one.lastReview)}`]
      expect(got?.notes).toEqual([...(one.note === undefined ? [] : [one.note]), ...reviewed])
      expect(new Set(got?.related)).toEqual(new Set(one.links.flatMap(keysOf)))
      const parents = got?.problems.filter(each => each.type === 'parent').map(each => each.key)
      const above = patient.problems?.filter(each => each.key === one.parent?.problem)
      expect(parents).toEqual(above?.map(each => problemKey(each.madeOf)))
    }
  }

  /** A consultation holds everything that names it, once. */
  const expectConsultations = (record: ClinicalEntries): void => {
    expect(record.consultations).toHaveLength(patient.consultations.length)
    const { allergies, immunisations, observations, investigations, referrals, documents, diary } = record
    const issues = record.medications.flatMap(one => one.issues)
    const areas = [allergies, immunisations, observations, investigations, referrals, documents, diary, issues].flat()
    for (const one of patient.consultations) {
      const key = `CareRecord_Consultation:${own('Consultation', one.key)}`
      const got = record.consultations.find(each => each.key === key)
      expectEntry(got, one)
      expect([got?.start, got?.draft]).toEqual([one.date, one.draft])
      const items = got?.topics.flatMap(topic => topic.headings.flatMap(heading => heading.items)) ?? []
      expect(items.toSorted()).toEqual(
        areas
          .filter(each => each.encounter === key)
          .map(each => each.key)
          .toSorted(),
      )
    }
  }

  return (record: ClinicalEntries): void => {
    expectObservations(record)
    expectImmunisations(record)
    expectReports(record)
    expectReferrals(record)
    expectDocuments(record)
    expectDiary(record)
    expectProblems(record)
    expectConsultations(record)
  }
}

type Measured = { readonly value?: Value; readonly ranges?: Observation['ranges'] }

function expectValue(found: Measured | undefined, value: InventedValue | undefined): void {
  if (value === undefined || value.kind === 'text') {
    expect(found?.value).toEqual(value)
    expect(found?.ranges).toBeUndefined()
    return
  }
  const { low, high, ...quantity } = value
  expect(found?.value).toEqual(quantity)
  const bounds = { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) }
  expect(found?.ranges).toEqual(Object.keys(bounds).length === 0 ? undefined : [{ ...bounds, unit: value.unit }])
}
