/**
 * Patient/$gpc.getcarerecord, version 0.7.4: one section of a patient's record as XHTML (HTM-OP, HTM-ERR).
 * Page: accessrecord_use_case_retrieve_a_care_record_section.
 */
import { type PartName, partNames, practiceRef } from '@gpc/clinical'
import { GpConnectError, interactions, type LocalDate, londonDay } from '@gpc/fhir'
import { type DirectoryView, type FoundPatient, recordsByNhsNumber } from '@gpc/store'
import { documentsNotServed } from '../documents/access.ts'
import { requestedNhsNumber } from '../exchange/dstu2-token.ts'
import type { Operation } from '../exchange/exchange.ts'
import { flagsOf } from '../patient/access.ts'
import { servedRecord } from '../patient/find.ts'
import type { Services } from '../services.ts'
import { areasSwitchedOff } from '../structured/asked.ts'
import { parsedBody } from '../structured/body.ts'
import { allergies } from './allergies.ts'
import { careRecordBundle } from './bundle.ts'
import { encounters } from './encounters.ts'
import { immunisations } from './immunisations.ts'
import { medications } from './medications.ts'
import { administrativeItems, clinicalItems, observations } from './observations.ts'
import { careRecordParameters } from './parameters.ts'
import type { TimePeriod } from './period.ts'
import { problems } from './problems.ts'
import { type CareRecord, careRecord } from './record.ts'
import { referrals } from './referrals.ts'
import { type PractitionerRole, readStored } from './resources.ts'
import { type SectionCode, sections } from './sections.ts'
import type { HtmlSettings } from './settings.ts'
import { summary } from './summary.ts'
import { type SectionView, sectionHtml } from './view.ts'

/** @param version of this software, for the Device */
export function getCareRecord(services: Services, settings: HtmlSettings, version: string): Operation {
  return {
    interaction: interactions.getCareRecord,
    async handle(exchange) {
      const { practice, traceId, requester } = exchange
      const now = services.now() * 1000
      const today = londonDay(now)
      const parameters = careRecordParameters(parsedBody(exchange))
      const { nhsNumber, section, period } = parameters
      exchange.note({ patient: nhsNumber, detail: detailOf(section, period) })
      if (requestedNhsNumber(requester.claims) !== nhsNumber) {
        throw new GpConnectError('BAD_REQUEST', 'The claim requested_record must be the patient that the body names.')
      }
      const parts = partsOf(section)
      const read = () =>
        recordsByNhsNumber(services.store, practice.ods, nhsNumber, { parts, open: new Set(parts), today })
      const stored = await servedRecord(services, practice.ods, read, today, documentsNotServed(practice))
      const directory = await services.directory.of(practice.ods, stored.patient.directoryVersion)
      const off = areasSwitchedOff(practice.areasOff)
      const record = careRecord(stored.parts, directory, {
        today,
        system: practice.system,
        off,
        patient: stored.patient,
      })
      const since = period === undefined ? defaultStart(settings, section, today) : undefined
      const applied = period ?? (since === undefined ? undefined : { start: since })
      const html = sectionHtml(viewOf(record, section, applied, settings), {
        record,
        filtered: sections[section].filtered,
        ...(period === undefined ? {} : { period }),
        ...(since === undefined ? {} : { defaultStart: since }),
        ...transfer(stored.patient),
      })
      const patient = readStored(stored.patient.body)
      const organization = record.find(practiceRef(practice.ods))
      if (patient.resourceType !== 'Patient' || organization?.resourceType !== 'Organization')
        throw new Error(`${practice.ods} has no organisation of its own: import it again.`)
      const gp = record.find(patient.generalPractitioner?.[0]?.reference)
      const json = careRecordBundle({
        traceId,
        now,
        section,
        html,
        patient,
        practice: organization,
        ods: practice.ods,
        version,
        ...(gp?.resourceType === 'Practitioner'
          ? { practitioner: { resource: gp, roles: rolesOf(directory, gp.id) } }
          : {}),
      })
      return { status: 200, json }
    },
  }
}

/** The roles of a practitioner. */
const rolesOf = (directory: DirectoryView, id: string): readonly PractitionerRole[] =>
  [...directory.values()]
    .filter(({ ref, refs }) => ref.startsWith('PractitionerRole/') && refs.includes(`Practitioner/${id}`))
    .map(({ body }) => readStored<PractitionerRole>(body))

/** What each section shows, or names in what it shows. */
function partsOf(section: SectionCode): readonly PartName[] {
  const beside: readonly PartName[] = ['problems', 'people']
  switch (section) {
    case 'PRB':
      return beside
    case 'ALL':
      return ['allergies', 'ended-allergies', ...beside]
    case 'MED':
      return ['medications', ...beside]
    case 'REF':
      return ['referrals', ...beside]
    case 'OBS':
      return ['uncategorised-data', 'investigations', ...beside]
    case 'IMM':
      return ['immunisations', ...beside]
    case 'CLI':
      return [
        'uncategorised-data',
        'comments',
        'consultation-lists',
        'immunisations',
        'immunisations-not-given',
        'immunisation-status',
        ...beside,
      ]
    case 'ADM':
      return ['uncategorised-data', 'diary-entries', 'documents', ...beside]
    case 'ENC':
    case 'SUM':
      return partNames
  }
}

function viewOf(
  record: CareRecord,
  section: SectionCode,
  period: TimePeriod | undefined,
  settings: HtmlSettings,
): SectionView {
  switch (section) {
    case 'SUM':
      return summary(record, settings.emergencyCodes)
    case 'ENC':
      return encounters(record, period)
    case 'CLI':
      return clinicalItems(record, period)
    case 'PRB':
      return problems(record, period)
    case 'ALL':
      return allergies(record)
    case 'MED':
      return medications(record, period)
    case 'REF':
      return referrals(record, period)
    case 'OBS':
      return observations(record, period)
    case 'IMM':
      return immunisations(record)
    case 'ADM':
      return administrativeItems(record, period)
  }
}

/** HTM-BAN-06: so many months back; the last day of a month stands in for one that it doesn't have. */
function defaultStart({ defaultMonths = {} }: HtmlSettings, section: SectionCode, today: LocalDate) {
  const months = defaultMonths[section]
  if (months === undefined) return undefined
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 - months, Math.min(day, last))).toISOString().slice(0, 10)
}

/** HTM-BAN-01. */
function transfer(patient: FoundPatient): { readonly transferred?: LocalDate | '' } {
  const flag = flagsOf(patient).get('in-transit') ?? (patient.inTransit ? '' : undefined)
  if (flag === undefined) return {}
  return { transferred: flag === '' ? patient.registeredFrom : flag }
}

/** What was asked for, for the audit. */
function detailOf(section: SectionCode, period: TimePeriod | undefined): string {
  return period === undefined ? section : `${section} ${period.start ?? ''}..${period.end ?? ''}`
}
