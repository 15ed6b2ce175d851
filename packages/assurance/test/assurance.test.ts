/** Every case against the sandbox's four practices, directly and by the Spine Secure Proxy. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cases, type Result, runChecks } from '../src/index.ts'
import { type Change, falsified } from './falsifier.ts'
import { type RunningSandbox, startSandbox } from './sandbox.ts'

const results = new Map<string, Result[]>()
let sandbox: RunningSandbox | undefined

beforeAll(async () => {
  sandbox = await startSandbox()
  for await (const result of runChecks({ sandbox: sandbox.url })) {
    const known = results.get(result.case)
    if (known === undefined) results.set(result.case, [result])
    else known.push(result)
  }
}, 300_000)
afterAll(() => sandbox?.close())

describe.each([...new Set(cases.map(one => one.feature))])('%s', feature => {
  test.for(
    cases.filter(one => one.feature === feature).map(one => [one.title, one.requirements.join(' '), one.id] as const),
  )('%s (%s)', ([, , id], { skip }) => {
    const found = results.get(id) ?? []
    const reasons = found.flatMap(one => (one.outcome === 'not-applicable' ? [one.reason] : []))
    if (found.length > 0 && reasons.length === found.length) skip(reasons[0])
    expect(found.filter(one => one.outcome === 'failed')).toEqual([])
    expect(found.length).toBeGreaterThan(0)
  })
})

test('cases have ids of their own', () => {
  expect(new Set(cases.map(one => one.id)).size).toBe(cases.length)
})

const inText =
  (from: string | RegExp, to: string): Change =>
  answer => ({ ...answer, text: answer.text.replaceAll(from, to) })

const withoutHeader =
  (name: string): Change =>
  answer => {
    const headers = new Headers(answer.headers)
    headers.delete(name)
    return { ...answer, headers }
  }

const wrongs: readonly (readonly [wrong: string, seenBy: string, change: Change, system?: 'emis'])[] = [
  ['answers may be cached', 'patient-search/stranger', withoutHeader('cache-control')],
  ['reads have no ETag', 'organization-read/resource', withoutHeader('etag')],
  ['errors are successes', 'patient-read/unknown-aaBA', answer => ({ ...answer, status: 200 })],
  ['another status for the code', 'jwt/no-iss', answer => ({ ...answer, status: 401 })],
  ['another code for the status', 'allergies/hidden-sensitive', inText('PATIENT_NOT_FOUND', 'NO_RECORD_FOUND')],
  [
    'errors with a blank before the charset',
    'metadata-structured/content-xml-json-none',
    answer => ({
      ...answer,
      headers: new Headers([...answer.headers, ['content-type', 'application/fhir+json; charset=utf-8']]),
    }),
  ],
  [
    'an element that STU3 doesn’t have',
    'patient-read/resource',
    inText('"resourceType":"Patient"', '"resourceType":"Patient","nonsense":1'),
  ],
  ['the number of somebody else', 'patient-search/no-consent', inText(/"value":"\d{10}"/g, '"value":"9990000018"')],
  ['an NHS number that isn’t verified', 'patient-search/resource', inText('"code":"01"', '"code":"02"')],
  ['a practitioner without version', 'practitioner-read/resource', inText('"versionId":', '"source":')],
  [
    'a trace id of its own',
    'medications/not-asked',
    inText(
      /"id":"[-0-9a-f]{36}","meta":\{"profile":\["[^"]*StructuredRecord/g,
      '"id":"x","meta":{"profile":["https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord',
    ),
  ],
  [
    'references that lead nowhere',
    'parameters/unknown-beside-known',
    inText('"reference":"Practitioner/', '"reference":"Practitioner/0'),
  ],
  ['allergies that are confirmed', 'allergies/record-with-ended', inText('"unconfirmed"', '"confirmed"')],
  [
    'ended allergies among the current',
    'allergies/record-without-ended',
    inText('"clinicalStatus":"active"', '"clinicalStatus":"resolved"'),
  ],
  ['ended allergies without reason', 'allergies/current-and-ended-with-ended', inText('"reasonEnded"', '"reason"')],
  ['another title of a list', 'allergies/none-with-ended', inText('Ended allergies', 'Ended Allergies')],
  ['an empty list that doesn’t say so', 'medications/none-with-issues', inText('Information not available', '')],
  ['a warning without its text', 'medications/warning-data-in-transit', inText('may be missing.', '')],
  [
    'a text without its warning',
    'allergies/warning-data-in-transit',
    inText('"data-in-transit"', '"data-awaiting-filing"'),
  ],
  ['medicines that are taken', 'medications/record-with-issues', inText('"taken":"unk"', '"taken":"y"')],
  [
    'orders where only plans were asked for',
    'medications/some-without-issues',
    inText('"intent":"plan"', '"intent":"order"'),
  ],
  [
    'stopped plans without reason',
    'medications/record-without-issues',
    inText('"status":"active","intent":"plan"', '"status":"stopped","intent":"plan"'),
  ],
  ['no warning of what it doesn’t know', 'parameters/unknown', inText('is an unrecognised parameter', 'is wrong')],
  ['consultations without a recorder', 'consultations/record', inText('"code":"REC"', '"code":"AUT"')],
  ['topics of another name', 'consultations/record', inText('Topic (EHR)', 'Topic')],
  ['consultations that nothing holds', 'consultations/record', inText('"25851000000105"', '"24781000000107"')],
  [
    'items that no secondary list names',
    'consultations/record',
    inText('consultations-uncategorised', 'consultations-'),
  ],
  ['problems without significance', 'problems/record', inText('ProblemSignificance-1', 'Significance-1')],
  ['problems that no list names', 'uncategorised/problems', inText('not-relating-to-the-primary-query', ''), 'emis'],
  ['structure that nobody asked for', 'problems/record', inText('"717711000000103"', '"325851000000107"')],
  [
    'immunisations that were entered in error',
    'immunisations/record',
    inText('"status":"completed","notGiven"', '"status":"entered-in-error","notGiven"'),
  ],
  ['immunisations that were not given', 'immunisations/record', inText('"notGiven":false', '"notGiven":true')],
  [
    'observations of a category',
    'uncategorised/record',
    inText('"resourceType":"Observation"', '"resourceType":"Observation","category":[{"text":"x"}]'),
  ],
  [
    'a list that lacks an entry',
    'uncategorised/record',
    answer => ({ ...answer, text: answer.text.replace(/\{"item":\{"reference":"Observation\/[^}]*\}\},/, '') }),
  ],
  [
    'a period that doesn’t count',
    'uncategorised/period',
    answer => ({ ...answer, text: answer.text.replace(/\{"item":\{"reference":"Observation\/[^}]*\}\},/, '') }),
  ],
  [
    'reports with a date of their own',
    'investigations/record',
    inText('"resourceType":"DiagnosticReport"', '"resourceType":"DiagnosticReport","effectiveDateTime":"2020"'),
    'emis',
  ],
  ['filing comments that are final', 'investigations/record', inText('"status":"unknown"', '"status":"final"'), 'emis'],
  [
    'referrals that are active',
    'referrals/record',
    inText('"status":"unknown","intent":"order"', '"status":"active","intent":"order"'),
  ],
  ['diary entries that are orders', 'diary/record', inText('"intent":"plan"', '"intent":"order"')],
  [
    'a record without its immunisations',
    'multiple/every-area',
    inText('"resourceType":"Immunization"', '"resourceType":"Immunisation"'),
  ],
  [
    'what is withheld without a warning',
    'migrate/withheld',
    inText('confidential-items', 'data-awaiting-filing'),
    'emis',
  ],
  ['documents without a size', 'documents/search', inText(/,"size":\d+/g, '')],
  ['entries without address', 'documents/search', inText(/"fullUrl":"[^"]*",/g, '')],
  ['documents of another size', 'documents/retrieve', inText(/"content":"[^"]{4}/g, '"content":"')],
  ['a registration refused for another reason', 'register/no-birth-date', inText('BAD_REQUEST', 'INVALID_RESOURCE')],
  ['HTML with another column', 'html/prb', inText('<th>Significance</th>', '<th>Severity</th>')],
  ['HTML with a script', 'html/enc', inText('<h1>', '<script></script><h1>')],
  ['HTML that isn’t well-formed', 'html/imm', inText('</h1>', '')],
  ['HTML of another period', 'html/enc-period', inText('For the period', 'In the period')],
  ['a version that isn’t 1.6', 'metadata-structured/specification', inText('"version":"1.6.2"', '"version":"1.5.0"')],
]

describe('a provider that is wrong is told', () => {
  const seen = async (url: string, id: string) => {
    const found: Result[] = []
    for await (const one of runChecks({ sandbox: url, filter: ({ id: other }) => other === id })) found.push(one)
    return found.filter(one => one.outcome === 'failed')
  }
  const url = () => sandbox?.url ?? ''

  test.for(wrongs)('%s: %s', async ([, id, change, system]) => {
    const failed = await falsified(url(), change, other => seen(other, id), system)
    expect(failed.length).toBeGreaterThan(0)
    for (const one of failed) expect(one.findings.every(({ expected }) => expected !== 'an answer')).toBe(true)
  })

  test('and one that is right, by the same way, is not', async () => {
    for (const id of [
      'parameters/unknown-beside-known',
      'patient-read/resource',
      'documents/retrieve',
      'html/enc-period',
    ]) {
      expect(
        await falsified(
          url(),
          answer => answer,
          other => seen(other, id),
        ),
      ).toEqual([])
    }
  })
})
