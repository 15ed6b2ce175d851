/** One patient's EHR extract message: RCMR_IN030000UK07. */
import { guid } from '../keys.ts'
import type { InventedPractice, InventedStaff } from '../model.ts'
import { identified, snomed, stamp, status } from './codes.ts'
import { compositionsOf } from './compositions.ts'
import { laboratoryId, type PatientContext, staffId } from './context.ts'
import { element, escaped } from './xml.ts'

const interaction = 'RCMR_IN030000UK07'
const roots = {
  nhsNumber: '2.16.840.1.113883.2.1.4.1',
  gmp: '2.16.840.1.113883.2.1.4.2',
  ods: '2.16.840.1.113883.2.1.4.3',
  asid: '1.2.826.0.1285.0.2.0.107',
  sdsOrganisation: '1.2.826.0.1285.0.1.10',
  interaction: '2.16.840.1.113883.2.1.3.2.4.12',
} as const

/** The system that asked for the extract: nobody's. */
const requester = { asid: '990000000199', ods: 'X99199' } as const

/** The seven digits of a GP's number, as messages and lists have it. */
export function gpDigits(gmp: string): string {
  return gmp.replace(/^\D/, '')
}

export function messageOf(context: PatientContext): string {
  const { practice, patient, today } = context
  const made = stamp(`${today}T02:00:00`)
  const id = (kind: string) =>
    identified(guid(practice.ods, kind, patient.number, Number(today.replaceAll('-', ''))).toUpperCase())
  const asid = element('id', { root: roots.asid, extension: asidOf(practice) })
  const device = (inner: string) => element('device', { classCode: 'DEV', determinerCode: 'INSTANCE' }, inner)
  const time = element('availabilityTime', { value: made })
  const author = element(
    'author',
    { typeCode: 'AUT' },
    element('time', { value: made }),
    element('signatureCode', { code: 'S' }),
    element('signatureText', {}, 'X'),
    organisation(practice.ods),
  )
  const compositions = compositionsOf(context)
  const folder = element(
    'ehrFolder',
    { classCode: 'FOLDER', moodCode: 'EVN' },
    id('ehrFolder'),
    status('COMPLETE'),
    element('effectiveTime', {}, element('low', { value: stamp(patient.birthDate) }), element('high', { value: made })),
    time,
    author,
    element(
      'responsibleParty',
      { typeCode: 'RESP' },
      element(
        'agentDirectory',
        { classCode: 'AGNT' },
        ...practice.staff.map(one => agent(one, context)),
        ...laboratories(context),
      ),
    ),
    ...compositions.map(one => `\n${element('component', { typeCode: 'COMP' }, one)}`),
  )
  const patientId = element('id', { root: roots.nhsNumber, extension: patient.nhsNumber })
  const entire = snomed('code', '715751000000105', 'Entire record available to originator')
  const extract = element(
    'EhrExtract',
    { classCode: 'EXTRACT', moodCode: 'EVN' },
    id('EhrExtract'),
    status('COMPLETE'),
    time,
    element('recordTarget', { typeCode: 'RCT' }, element('patient', { classCode: 'PAT' }, patientId)),
    author,
    element('destination', { typeCode: 'DST' }, organisation(requester.ods)),
    element('component', { typeCode: 'COMP' }, folder),
    element(
      'inFulfillmentOf',
      { typeCode: 'FLFS' },
      element('priorEhrRequest', { classCode: 'EXTRACT', moodCode: 'RQO' }, id('priorEhrRequest')),
    ),
    element(
      'limitation',
      { typeCode: 'LIMIT', inversionInd: 'true' },
      element('limitingEhrExtractSpecification', { classCode: 'OBS', moodCode: 'DEF' }, id('limitation'), entire),
    ),
  )
  const sender = element('agentSystemSDS', { classCode: 'DEV', determinerCode: 'INSTANCE' }, asid)
  const event = element(
    'ControlActEvent',
    { classCode: 'CACT', moodCode: 'EVN' },
    element('author1', { typeCode: 'AUT' }, element('AgentSystemSDS', { classCode: 'AGNT' }, sender)),
    element('subject', { typeCode: 'SUBJ', contextConductionInd: 'false' }, extract),
  )
  const message = element(
    interaction,
    { xmlns: 'urn:hl7-org:v3', 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance' },
    id(interaction),
    element('creationTime', { value: made }),
    element('versionCode', { code: 'V3NPfIT3.1.10' }),
    element('interactionId', { root: roots.interaction, extension: interaction }),
    element('processingCode', { code: 'P' }),
    element('processingModeCode', { code: 'T' }),
    element('acceptAckCode', { code: 'NE' }),
    element(
      'communicationFunctionRcv',
      { typeCode: 'RCV' },
      device(element('id', { root: roots.asid, extension: requester.asid })),
    ),
    element('communicationFunctionSnd', { typeCode: 'SND' }, device(asid)),
    event,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${message}\n`
}

/** Twelve digits, the same for each message of a practice. */
function asidOf({ ods }: InventedPractice): string {
  return `99${String(Number.parseInt(guid(ods, 'asid').slice(0, 8), 16)).padStart(10, '0')}`
}

function organisation(ods: string): string {
  const id = element('id', { root: roots.sdsOrganisation, extension: ods })
  return element(
    'AgentOrgSDS',
    { classCode: 'AGNT' },
    element('agentOrganizationSDS', { classCode: 'ORG', determinerCode: 'INSTANCE' }, id),
  )
}

/** The laboratories that the patient's reports came from. */
function laboratories(context: PatientContext): readonly string[] {
  const names = new Set((context.patient.reports ?? []).map(({ laboratory }) => laboratory))
  return [...names].map(name => {
    const named = element('name', {}, escaped(name))
    const organisation = element('agentOrganization', { classCode: 'ORG', determinerCode: 'INSTANCE' }, named)
    const id = identified(laboratoryId(context, name))
    return element(
      'part',
      { typeCode: 'PART' },
      element('Agent', { classCode: 'AGNT' }, id, element('code', { nullFlavor: 'UNK' }), organisation),
    )
  })
}

function agent(one: InventedStaff, context: PatientContext): string {
  const { address, name, ods, phone } = context.practice
  const text = (element_: string, value: string) => element(element_, {}, escaped(value))
  const [role] = one.roles
  const original = role === undefined ? [] : [text('originalText', role.name)]
  const code =
    role?.code === 'R0260'
      ? snomed('code', '309394004', 'General Practitioner Principal', ...original)
      : element('code', { nullFlavor: 'UNK' }, ...original)
  const lines = [address.building, address.street, address.locality].filter(line => line !== undefined)
  return element(
    'part',
    { typeCode: 'PART' },
    element(
      'Agent',
      { classCode: 'AGNT' },
      identified(staffId(context, one.key)),
      one.gmp === undefined ? '' : element('id', { root: roots.gmp, extension: gpDigits(one.gmp) }),
      code,
      element(
        'agentPerson',
        { classCode: 'PSN', determinerCode: 'INSTANCE' },
        element('name', {}, text('prefix', one.title), text('given', one.given), text('family', one.family)),
      ),
      element(
        'representedOrganization',
        { classCode: 'ORG', determinerCode: 'INSTANCE' },
        element('id', { root: roots.ods, extension: ods }),
        text('name', name),
        element('telecom', { value: `tel:${phone.replaceAll(' ', '')}`, use: 'WP' }),
        element(
          'addr',
          { use: 'WP' },
          ...lines.map(line => text('streetAddressLine', line)),
          text('city', address.town),
          ...(address.county === undefined ? [] : [text('county', address.county)]),
          text('postalCode', address.postcode),
        ),
      ),
    ),
  )
}
