/** Register a patient: always a temporary registration (REG-REQ-04). Page: foundations_use_case_register_a_patient. */
import type { Address, Demographics } from '@gpc/clinical'
import { GpConnectError, interactions, type LocalDate, lastDay, londonDay, londonTime } from '@gpc/fhir'
import { currentName, type PdsPerson } from '@gpc/spine'
import { ImportBusy, saveTrace, type Trace } from '@gpc/store'
import type { Exchange, Operation } from '../exchange/exchange.ts'
import { notServed } from '../patient/access.ts'
import { servedPatient } from '../patient/find.ts'
import { traceResult } from '../patient/trace.ts'
import type { RegisterPatient, Services } from '../services.ts'
import { parsedBody } from '../structured/body.ts'
import { numberIn, type RegistrationRequest, registrationRequest } from './register-request.ts'
import { searchset } from './searchset.ts'

/** How long a temporary registration lasts. */
const months = 3

/**
 * POST Patient/$gpc.registerpatient. PDS is asked first, then the practice's own patients are looked through; a new temporary patient is
 * made, or one who had left becomes temporary again.
 */
export function registerPatient(services: Services, register: RegisterPatient): Operation {
  return {
    interaction: interactions.registerPatient,
    async handle(exchange) {
      const { practice, note } = exchange
      const today = londonDay(services.now() * 1000)
      const body = parsedBody(exchange)
      note({ patient: numberIn(body) })
      const request = registrationRequest(body, today)
      const { nhsNumber } = request
      note({ patient: nhsNumber })
      const person = await verifiedAtPds(services, request)
      const read = () => services.patients.byNhsNumber(practice.ods, nhsNumber)
      const check = () => checkOwnPatients(services, practice.ods, person, read, today)
      await check()
      const end = monthsLater(today, months)
      await inTurn(
        register(practice, async () => {
          await check()
          return {
            nhsNumber,
            demographics: supplemented(request.demographics, person),
            start: today,
            end,
            provenance: provenanceOf(exchange, request, services.now()),
          }
        }),
      )
      note({ detail: `temporary registration until ${end}` })
      for (const one of await read()) await saveTrace(services.store, practice.ods, traceResult(one, person), one)
      const found = await servedPatient(services, practice.ods, read, today)
      if (found === undefined) throw new Error('The patient who was registered is not there.')
      return { status: 200, json: searchset([found.body]) }
    },
  }
}

const demographicsRefused = () =>
  new GpConnectError(
    'INVALID_PATIENT_DEMOGRAPHICS',
    'Patient: the NHS number could not be verified for this name and birth date, so nobody is registered.',
  )

/**
 * REG-PDS-01 to REG-PDS-06. Why somebody isn't verified isn't told: it would tell who is sensitive (SEC-IG-05).
 * @throws GpConnectError INVALID_PATIENT_DEMOGRAPHICS, INVALID_NHS_NUMBER, INTERNAL_SERVER_ERROR
 */
async function verifiedAtPds({ pds }: Services, request: RegistrationRequest): Promise<PdsPerson> {
  const { nhsNumber, demographics } = request
  const { family = '', given } = demographics.name
  const unavailable = () =>
    new GpConnectError('INTERNAL_SERVER_ERROR', 'PDS could not be asked about the patient: try again later.')
  if (pds === undefined) throw unavailable()
  const person = await pds.trace(nhsNumber).catch(() => {
    throw unavailable()
  })
  const local = { nhsNumber, family, given: given.join(' '), birthDate: demographics.birthDate ?? '' }
  const trace = traceResult(local, person)
  if (trace.result === 'superseded' || trace.result === 'invalid')
    throw new GpConnectError('INVALID_NHS_NUMBER', 'Patient.identifier.value is no longer in use: trace the patient.')
  if (person === undefined || !isSound(trace)) throw demographicsRefused()
  return person
}

const isSound = ({ result, sensitive }: Trace): boolean => result === 'verified' && !sensitive

/**
 * REG-DUP-01 to REG-DUP-06: nobody with the number is registered, and whoever had it is verified, alive, and has left.
 * @throws GpConnectError DUPLICATE_REJECTED, INVALID_PATIENT_DEMOGRAPHICS
 */
async function checkOwnPatients(
  { store }: Services,
  practice: string,
  person: PdsPerson,
  read: () => ReturnType<Services['patients']['byNhsNumber']>,
  today: LocalDate,
): Promise<void> {
  const reasons = []
  for (const one of await read()) {
    const trace = traceResult(one, person)
    await saveTrace(store, practice, trace, one)
    const reason = notServed({ ...one, trace: trace.result, traceSensitive: trace.sensitive }, today)
    reasons.push(reason === 'left' && !isSound(trace) ? 'unverified' : reason)
  }
  if (reasons.includes(undefined))
    throw new GpConnectError(
      'DUPLICATE_REJECTED',
      'Patient: somebody with this NHS number is registered at the practice already: find the patient again.',
    )
  if (reasons.some(one => one !== 'left')) throw demographicsRefused()
}

/** REG-PDS-07: what wasn't sent comes from PDS, which is told nothing (REG-PDS-08). */
function supplemented(sent: RegistrationRequest['demographics'], person: PdsPerson): Demographics {
  const { name, addresses, gender = person.gender } = sent
  const known = currentName(person.names)
  const prefix = known?.family?.toLowerCase() === name.family?.toLowerCase() ? known?.prefix?.join(' ') : undefined
  return {
    ...sent,
    gender,
    name: name.prefix === undefined && prefix ? { ...name, prefix } : name,
    addresses: addresses.some(one => one.use === 'home') ? addresses : [...homeAtPds(person), ...addresses],
  }
}

function homeAtPds({ addresses }: PdsPerson): readonly Address[] {
  const home = addresses.find(one => one.use === 'home')
  if (home === undefined) return []
  const { lines, postcode } = home
  return [{ use: 'home', lines: lines.filter(line => line !== ''), ...(postcode === undefined ? {} : { postcode }) }]
}

/** REG-RSP-06, SEC-AUD-07. */
function provenanceOf({ requester, traceId, interaction }: Exchange, { sent }: RegistrationRequest, now: number) {
  const { userId, userName, roleProfile, organisation, device } = requester
  return {
    at: londonTime(now * 1000),
    traceId,
    interaction: interaction.id,
    userId,
    userName,
    roleProfile,
    organisation,
    device,
    sent,
  }
}

/** @throws GpConnectError 503 while the practice's records are being imported */
async function inTurn(registration: Promise<void>): Promise<void> {
  try {
    await registration
  } catch (error) {
    if (!(error instanceof ImportBusy)) throw error
    throw new GpConnectError(
      'INTERNAL_SERVER_ERROR',
      "The practice's records are being brought up to date: try again later.",
      503,
    )
  }
}

/** The same day of a later month, or its last day if it is shorter. */
function monthsLater(date: LocalDate, later: number): LocalDate {
  const month = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + later
  const start = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  const [day, last] = [`${start}-${date.slice(8)}`, lastDay(start)]
  return day < last ? day : last
}
