import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fromBlock, partNames } from '@gpc/clinical'
import { runImport } from '@gpc/intake'
import { recordsByNhsNumber } from '@gpc/store'
import { sampleDay } from '@gpc/synth'
import { gp2gp } from '@gpc/systems'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HtmlPractice, htmlOf, startInvented } from './html-practice.ts'
import { readHtml } from './html-reading.ts'
import { systems, tamsinAtPds } from './practice.ts'

const practices: HtmlPractice[] = []
beforeAll(async () => {
  for (const system of ['emis', 'tpp'] as const) practices.push(await startInvented(system))
}, 300_000)
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

/** Holds all sections of a record against the stored resources; gives how many texts and terms were looked for. */
async function lookedFor(practice: HtmlPractice, nhsNumber: string, today: string): Promise<number> {
  let count = 0
  let shown = ''
  for (const code of ['ENC', 'CLI', 'PRB', 'ALL', 'MED', 'REF', 'OBS', 'IMM', 'ADM']) {
    for (const { rows } of readHtml(await htmlOf(practice, nhsNumber, code)).tables)
      shown += ` ${plain(rows.join(' '))}`
  }
  const parts = { parts: partNames, open: new Set(partNames), today }
  const [stored] = await recordsByNhsNumber(practice.store, practice.ods, nhsNumber, parts)
  for (const [name, { body }] of stored?.parts ?? []) {
    if (name === 'people') continue
    const resources: { readonly resource?: unknown }[] = JSON.parse(`[${fromBlock(body)}]`)
    if (name !== 'consultation-lists') {
      for (const all of resources.flatMap(one => terms(one.resource ?? one))) {
        const found = all.some(one => shown.includes(plain(one)))
        expect(found, `${nhsNumber} ${name}: ${all.join(' | ')}`).toBe(true)
        count++
      }
    }
    for (const text of texts(resources)) {
      // the statement of a medicine has the level that a note comes from behind its label
      const wanted = plain(text).replace(/^(Patient Notes|Prescriber Notes|Additional Information): /, '')
      if (wanted === 'Significance: not recorded (sent as minor).') continue
      expect(shown.includes(wanted), `${nhsNumber} ${name}: ${wanted}`).toBe(true)
      count++
    }
  }
  return count
}

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
      if (nhsNumber !== undefined) count += await lookedFor(practice, nhsNumber, sampleDay)
    }
  }
  expect(count).toBeGreaterThan(500)
}, 60_000)

const extracts = join(import.meta.dirname, '../../../../shared/data/gp2gp')

test.skipIf(!existsSync(extracts))(
  'HTM-LAY-07 so does every text and every term of real GP2GP extracts',
  async () => {
    const [practice] = practices
    if (practice === undefined) throw new Error('There is no practice.')
    const { store, ods, people } = practice
    for (const [i, file] of (await readdir(extracts)).filter(one => one.endsWith('.xml')).entries()) {
      const nhsNumber = ['9990101019', '9990101027', '9990101035', '9990101043'][i] ?? ''
      const delivery = await gp2gp.open(join(extracts, file), { ods, options: new Map([['nhs-number', nhsNumber]]) })
      const person = { family: 'Record', given: 'Real', gender: 'female', birthDate: '1970-01-02' } as const
      await runImport(store, {
        practice: { ods, name: 'Any' },
        system: 'gp2gp',
        delivery,
        systems,
        whoIs: async () => ({ nhsNumber, ...person, registeredFrom: '2000-01-01' }),
      })
      people.set(nhsNumber, {
        ...tamsinAtPds,
        nhsNumber,
        names: [{ use: 'usual', given: ['Real'], family: 'Record' }],
        birthDate: person.birthDate,
      })
      expect(await lookedFor(practice, nhsNumber, sampleDay)).toBeGreaterThan(50)
    }
  },
  60_000,
)
