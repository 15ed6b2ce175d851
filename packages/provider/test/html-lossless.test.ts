import { fromBlock, partNames } from '@gpc/clinical'
import { recordsByNhsNumber } from '@gpc/store'
import { sampleDay } from '@gpc/synth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HtmlPractice, htmlOf, startInvented } from './html-practice.ts'
import { readHtml } from './html-reading.ts'

const practices: HtmlPractice[] = []
beforeAll(async () => {
  for (const system of ['emis', 'tpp'] as const) practices.push(await startInvented(system))
}, 120_000)
afterAll(async () => {
  for (const one of practices) await one.close()
})

/** Elements whose text a clinician wrote or chose. */
const told = new Set(['comment', 'text', 'conclusion', 'description', 'patientInstruction', 'lotNumber', 'valueString'])

/** Every such text in a resource, by line. */
function texts(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return told.has(key) ? value.split(/\r\n|[\r\n]/) : []
  if (Array.isArray(value)) return value.flatMap(one => texts(one, key))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => texts(one, name))
}

interface Coded {
  readonly text?: string
  readonly coding?: readonly { readonly code?: string; readonly display?: string }[]
}

/** Codes that say what kind of resource it is, not what was recorded; and FHIR's for unknown. */
const ofTheFormat = new Set(['37331000000100', '721981007', 'UNK'])

/** Of each concept of a resource the terms, of which one must be shown. */
function terms(value: unknown): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return []
  const concepts = ['code', 'vaccineCode', 'reasonCode', 'bodySite', 'type', 'specialty'].flatMap((name): Coded[] => {
    const found: unknown = Reflect.get(value, name)
    return Array.isArray(found) ? found : typeof found === 'object' && found !== null ? [found] : []
  })
  return concepts.flatMap(({ text, coding = [] }) => {
    const known = coding.filter(({ code = '' }) => !ofTheFormat.has(code))
    const displays = known.flatMap(({ display }) => display ?? [])
    return text !== undefined || displays.length === 0 ? [] : [displays]
  })
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim()

test('HTM-LAY-07 HTM-SEC-02 HTM-SEC-05 every text and every term of a record stands in some section, whole', async () => {
  let count = 0
  for (const practice of practices) {
    for (const trait of [
      'full',
      'hard-text',
      'partial-dates',
      'long-record',
      'confidential',
      'html-periods',
      'no-problems',
    ]) {
      const nhsNumber = practice.byTrait.get(trait)?.nhsNumber
      if (nhsNumber === undefined) continue
      let shown = ''
      for (const code of ['ENC', 'CLI', 'PRB', 'ALL', 'MED', 'REF', 'OBS', 'IMM', 'ADM']) {
        for (const { rows } of readHtml(await htmlOf(practice, nhsNumber, code)).tables)
          shown += ` ${plain(rows.join(' '))}`
      }
      const [stored] = await recordsByNhsNumber(practice.store, practice.ods, nhsNumber, {
        parts: partNames,
        open: new Set(partNames),
        today: sampleDay,
      })
      for (const [name, { body }] of stored?.parts ?? []) {
        if (name === 'people') continue
        const resources: { readonly resource?: unknown }[] = JSON.parse(`[${fromBlock(body)}]`)
        if (name !== 'consultation-lists') {
          for (const all of resources.flatMap(one => terms(one.resource ?? one))) {
            const found = all.some(one => shown.includes(plain(one)))
            expect(found, `${practice.ods} ${trait} ${name}: ${all.join(' | ')}`).toBe(true)
            count++
          }
        }
        for (const text of texts(resources)) {
          // the statement of a medicine has the level that a note comes from behind its label
          const wanted = plain(text).replace(/^(Patient Notes|Prescriber Notes|Additional Information): /, '')
          if (wanted === 'Significance: not recorded (sent as minor).') continue
          expect(shown.includes(wanted), `${practice.ods} ${trait} ${name}: ${wanted}`).toBe(true)
          count++
        }
      }
    }
  }
  expect(count).toBeGreaterThan(500)
}, 60_000)
