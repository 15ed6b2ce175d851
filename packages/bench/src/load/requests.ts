/** Requests as text: each with a trace id of its own and a token that is fresh. */
import { randomUUID } from 'node:crypto'
import { makeToken, structuredParameters } from '@gpc/client'
import { type Interaction, identifiers, interactions, routingSegments } from '@gpc/fhir'
import type { RequestPlan } from './plan.ts'

/** What the load generator sends, patient by patient. */
export interface Requests {
  /** The n-th request. */
  next(n: number): string
}

/** ASID of the consumer that the load generator plays. */
const consumer = '918999000001'

const requester = {
  organisation: { ods: 'B99001', name: 'Invented Consumer' },
  user: {
    id: 'bench-1',
    family: 'Bench',
    given: ['Load'],
    sdsUserId: '999999999901',
    sdsRoleProfileId: '999999999902',
    idSystem: 'https://consumer.example/Id/user',
  },
  device: {
    identifier: { system: 'https://consumer.example/Id/device', value: 'bench' },
    model: 'Bench',
    version: '1',
  },
  issuer: 'https://consumer.example',
}

const kinds = {
  medicines: { interaction: interactions.getStructuredRecord, segment: routingSegments.structured },
  whole: { interaction: interactions.getStructuredRecord, segment: routingSegments.structured },
  find: { interaction: interactions.findPatient, segment: routingSegments.foundations },
  read: { interaction: interactions.readPatient, segment: routingSegments.foundations },
} as const

const medicines = { allergies: { resolved: true }, medication: {} } as const
const areas = {
  medicines,
  whole: {
    ...medicines,
    consultations: {},
    problems: {},
    immunisations: {},
    uncategorised: {},
    investigations: {},
    referrals: {},
    diary: {},
  },
} as const

/** A token lives for five minutes; the load generator makes a new one each minute. */
const tokenLife = 60_000

export function requestsOf(plan: RequestPlan): Requests {
  const { kind, patients, practice, gzip } = plan
  const encoding = gzip ? 'Accept-Encoding: gzip\r\n' : ''
  if (kind === 'bare') {
    return { next: n => `GET /${n % patients.length} HTTP/1.1\r\nHost: localhost\r\n${encoding}\r\n` }
  }
  const { interaction, segment } = kinds[kind]
  const root = `/${practice.ods}/STU3/1/${segment}`
  const token = tokens(interaction, `http://localhost:${plan.port}${root}`)
  const fixed = [
    'Host: localhost',
    'Accept: application/fhir+json',
    `Ssp-From: ${consumer}`,
    `Ssp-To: ${practice.asid}`,
    `Ssp-InteractionID: ${interaction.id}`,
  ].join('\r\n')
  const ways = patients.map(({ nhsNumber, id }) => {
    if (kind === 'medicines' || kind === 'whole') {
      const body = JSON.stringify(structuredParameters(nhsNumber, areas[kind]))
      const type = `Content-Type: application/fhir+json\r\nContent-Length: ${Buffer.byteLength(body)}`
      return { line: `POST ${root}${interaction.path}`, type: `${type}\r\n`, body }
    }
    const path =
      kind === 'find'
        ? `${root}/Patient?identifier=${encodeURIComponent(`${identifiers.nhsNumber}|${nhsNumber}`)}`
        : `${root}/Patient/${id}`
    return { line: `GET ${path}`, type: '', body: '' }
  })
  return {
    next(n) {
      const way = ways[n % ways.length]
      if (way === undefined) throw new Error('There is no patient to ask for.')
      const own = `Ssp-TraceID: ${randomUUID()}\r\nAuthorization: Bearer ${token()}`
      return `${way.line} HTTP/1.1\r\n${fixed}\r\n${way.type}${encoding}${own}\r\n\r\n${way.body}`
    },
  }
}

function tokens(interaction: Interaction, audience: string): () => string {
  let made = Number.NEGATIVE_INFINITY
  let token = ''
  return () => {
    const now = Date.now()
    if (now - made > tokenLife) {
      made = now
      token = makeToken(requester, interaction, audience, now)
    }
    return token
  }
}
