/** Search for free slots (APT-SRCH). Page: appointments_use_case_search_for_free_slots. */
import { randomUUID } from 'node:crypto'
import { extensions, GpConnectError, interactions, londonDay, profiles } from '@gpc/fhir'
import { bookVersionReader, type DirectoryView, freeSlots, healthcareServices, type PracticeSettings } from '@gpc/store'
import type { Operation } from '../exchange/exchange.ts'
import type { Services } from '../services.ts'
import { included } from './included.ts'
import { type Kept, keeper } from './kept-answers.ts'
import { type SlotParameters, serviceParameter, slotParameters } from './slot-parameters.ts'

/** Answers that are kept are checked against the book's version at each request; this is for what time alone changes. */
const keptFor = 30_000

export function searchSlots(services: Services): Operation {
  const { store, directory } = services
  const version = bookVersionReader(store)
  const answers = keeper()

  /** The entries of the answer: slots first, in order of their start, then what they refer to. */
  async function entriesOf(
    practice: PracticeSettings,
    asked: SlotParameters,
    organisation: string,
    service: string | undefined,
    { now, view }: { readonly now: number; readonly view: DirectoryView },
  ): Promise<Omit<Kept, 'version'>> {
    const { from, to, types, organisations } = asked
    const found = await freeSlots(store, {
      practice: practice.ods,
      from,
      to,
      now,
      today: londonDay(now),
      types,
      organisations,
      organisation,
      ...(service === undefined ? {} : { service }),
    })
    const all = practice.serviceFiltering === 'enabled' ? await healthcareServices(store, practice.ods) : undefined
    const others = included(practice.ods, found.schedules, { includes: asked.includes, directory: view, services: all })
    const entries = [...(found.entries === '' ? [] : [found.entries]), ...others.map(json => `{"resource":${json}}`)]
    return {
      until: Math.min(found.until ?? Number.POSITIVE_INFINITY, now + keptFor),
      entries: Buffer.from(entries.join(',')),
    }
  }

  return {
    interaction: interactions.searchSlots,
    async handle({ practice, query, requester, note }) {
      const asked = slotParameters(query)
      const service = practice.serviceFiltering === 'enabled' ? serviceParameter(asked.services) : undefined
      await checkService(services, practice, service)
      const organisation = asked.organisations[0] ?? requester.organisation
      note({ detail: `${asked.from} to ${asked.to}` })
      const now = services.now() * 1000
      const current = await version(practice.ods)
      const view = await directory.of(practice.ods, current.directoryVersion)
      const key = JSON.stringify([
        practice.ods,
        practice.serviceFiltering,
        asked.from,
        asked.to,
        asked.types,
        asked.organisations,
        organisation,
        [...asked.includes],
        service,
        londonDay(now),
      ])
      let answer = answers.get(key, current.version, now)
      if (answer === undefined) {
        answer = {
          version: current.version,
          ...(await entriesOf(practice, asked, organisation, service, { now, view })),
        }
        answers.set(key, answer)
      }
      const head = bundleHead(asked.services.length > 0 ? practice.serviceFiltering : undefined)
      return {
        status: 200,
        json: answer.entries.length === 0 ? `${head}}` : [`${head},"entry":[`, answer.entries, ']}'],
      }
    },
  }
}

/** APT-SRCH-18. */
async function checkService(
  { store }: Services,
  { ods }: PracticeSettings,
  service: string | undefined,
): Promise<void> {
  if (service === undefined) return
  const all = await healthcareServices(store, ods)
  if (!all.some(one => one.dosServiceId === service))
    throw new GpConnectError(
      'NO_RECORD_FOUND',
      'The service of the parameter service.identifier is not in the service list of this practice.',
    )
}

/** APT-SRCH-19: `meta` says whether the service counted, if one was asked for. The profile has no total. */
function bundleHead(status: string | undefined): string {
  const extension =
    status === undefined ? {} : { extension: [{ url: extensions.serviceFilteringStatus, valueCode: status }] }
  const meta = JSON.stringify({ ...extension, profile: [profiles.searchset] })
  return `{"resourceType":"Bundle","id":"${randomUUID()}","meta":${meta},"type":"searchset"`
}
