import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen, type RunningServer } from '../serve.ts'
import { type PdsClient, pdsClient } from './client.ts'
import type { PdsRecord } from './person.ts'
import { startPds } from './server.ts'

const ann: PdsRecord = {
  nhsNumber: '9990000018',
  invalid: false,
  sensitive: false,
  names: [{ use: 'usual', prefix: ['Mrs'], family: 'Smith', given: ['Ann', 'Mary'] }],
  gender: 'female',
  birthDate: '1970-03-09',
  addresses: [{ use: 'home', lines: ['1 High Street', 'Leeds'], postcode: 'LS1 1AA' }],
  generalPractitionerOds: 'A11111',
}
const secret: PdsRecord = { ...ann, nhsNumber: '9990000026', sensitive: true }
const dead: PdsRecord = { ...ann, nhsNumber: '9990000034', deceased: '2024-02-03' }
const void_: PdsRecord = { ...ann, nhsNumber: '9990000042', invalid: true }
const old = '9990000050'
const nobody = '9990000069'

let pds: RunningServer
let client: PdsClient
let matches: PdsRecord[] = []

beforeAll(async () => {
  const all = new Map([ann, secret, dead, void_].map(one => [one.nhsNumber, one]))
  all.set(old, ann)
  pds = await startPds({
    host: '127.0.0.1',
    port: 0,
    people: { find: async number => all.get(number), search: async () => matches },
  })
  client = pdsClient({ baseUrl: pds.url, timeoutMs: 2000 })
})
afterAll(() => pds.close())

describe('PDS: retrieve', () => {
  test('FND-PAT-01 a person', async () => {
    expect(await client.trace(ann.nhsNumber)).toEqual({ ...ann, superseded: false })
  })

  test('FND-PAT-05 a superseded number leads to the surviving record', async () => {
    expect(await client.trace(old)).toEqual({ ...ann, superseded: true })
  })

  test('FND-PAT-05, FND-PAT-07 a sensitive person has no place in the answer', async () => {
    const found = await client.trace(secret.nhsNumber)
    expect(found).toMatchObject({ sensitive: true, addresses: [] })
    expect(found).not.toHaveProperty('generalPractitionerOds')
  })

  test('FND-PAT-05 a dead person', async () => {
    expect(await client.trace(dead.nhsNumber)).toMatchObject({ deceased: '2024-02-03' })
  })

  test('FND-PAT-05 an invalid record', async () => {
    expect(await client.trace(void_.nhsNumber)).toMatchObject({ invalid: true, names: [] })
  })

  test('a number that PDS never knew', async () => {
    expect(await client.trace(nobody)).toBeUndefined()
  })

  test('a number that is none', async () => {
    await expect(client.trace('1234567890')).rejects.toMatchObject({ status: 400, code: 'INVALID_RESOURCE_ID' })
  })

  test('headers: X-Request-ID is needed and given back, ETag names the version', async () => {
    const url = `${pds.url}/personal-demographics/FHIR/R4/Patient/${ann.nhsNumber}`
    const without = await fetch(url)
    expect(without.status).toBe(400)
    expect(await without.json()).toMatchObject({ issue: [{ details: { coding: [{ code: 'MISSING_VALUE' }] } }] })
    const id = '60e0b220-8136-4ca5-ae46-1d97ef59d068'
    const with_ = await fetch(url, { headers: { 'X-Request-ID': id } })
    expect(with_.headers.get('x-request-id')).toBe(id)
    expect(with_.headers.get('etag')).toMatch(/^W\/"[0-9a-f]+"$/)
  })
})

describe('PDS: search', () => {
  const criteria = {
    family: 'Smith',
    given: 'Ann',
    birthDate: '1970-03-09',
    gender: 'female' as const,
    postcode: 'LS1 1AA',
  }

  test('one person', async () => {
    matches = [ann, void_, secret]
    expect(await client.search(criteria)).toEqual({ ...ann, superseded: false })
  })

  test('a sensitive person is found, though not by postcode', async () => {
    matches = [secret]
    expect(await client.search(criteria)).toBe('none')
    const { postcode: _, ...rest } = criteria
    expect(await client.search(rest)).toMatchObject({ sensitive: true, addresses: [] })
  })

  test('nobody and several are different answers', async () => {
    matches = []
    expect(await client.search(criteria)).toBe('none')
    matches = [ann, dead]
    expect(await client.search(criteria)).toBe('several')
  })

  test.each([
    ['birthdate=eq1970-03-09', 'MISSING_VALUE'],
    ['family=Smith', 'MISSING_VALUE'],
    ['family=Smith&birthdate=eq1970-13-09', 'INVALID_VALUE'],
    ['family=Smith&birthdate=1970-03-09&gender=f', 'INVALID_VALUE'],
    ['family=Smith&birthdate=1970-03-09&shoe=9', 'ADDITIONAL_PROPERTIES'],
  ])('%s is refused with %s', async (query, code) => {
    const headers = { 'X-Request-ID': '60e0b220-8136-4ca5-ae46-1d97ef59d068' }
    const got = await fetch(`${pds.url}/Patient?${query}`, { headers })
    expect(got.status).toBe(400)
    expect(await got.json()).toMatchObject({ issue: [{ details: { coding: [{ code }] } }] })
  })
})

describe('the client, when PDS is not well', () => {
  test.each([
    ['garbage', 200, '<html>'],
    ['another resource', 200, '{"resourceType":"Bundle"}'],
    ['a Patient of a wrong shape', 200, '{"resourceType":"Patient","id":5}'],
    ['a gateway error', 503, '{}'],
  ])('%s is a PdsError without data of the person', async (_, status, body) => {
    const broken = await listen(
      createServer((_req, res) => res.writeHead(status).end(body)),
      'http',
      '127.0.0.1',
      0,
    )
    const error = await pdsClient({ baseUrl: broken.url, timeoutMs: 2000 })
      .trace(ann.nhsNumber)
      .catch((e: unknown) => e)
    expect(error).toMatchObject({ name: 'PdsError' })
    expect(String(error)).not.toContain(ann.nhsNumber)
    await broken.close()
  })

  test('silence ends at the time-out', async () => {
    const silent = await listen(
      createServer(() => {}),
      'http',
      '127.0.0.1',
      0,
    )
    const slow = pdsClient({ baseUrl: silent.url, timeoutMs: 50 })
    await expect(slow.trace(ann.nhsNumber)).rejects.toMatchObject({ name: 'PdsError' })
    await silent.close()
  })
})
