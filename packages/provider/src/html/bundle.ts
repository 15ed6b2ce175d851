/** The Bundle of a section: Composition, Patient, Organization, Device, Practitioner (HTM-OP-07 to HTM-OP-09). */
import { logicalId, londonTime } from '@gpc/fhir'
import { dstu2Device, dstu2Organization, dstu2Patient, dstu2Practitioner, dstu2Profile } from './dstu2.ts'
import { recordSection } from './parameters.ts'
import type { Organization, Patient, Practitioner, PractitionerRole } from './resources.ts'
import { type SectionCode, sections } from './sections.ts'

export interface CareRecordBundle {
  readonly traceId: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly section: SectionCode
  /** XHTML. */
  readonly html: string
  readonly patient: Patient
  readonly practice: Organization
  readonly ods: string
  /** Version of this software. */
  readonly version: string
  /** The patient's usual GP, if the practice has one for them. */
  readonly practitioner?: { readonly resource: Practitioner; readonly roles: readonly PractitionerRole[] }
}

/** As JSON text. */
export function careRecordBundle(care: CareRecordBundle): string {
  const { traceId, patient, practice, practitioner } = care
  const device = dstu2Device(care.ods, care.version)
  const resources = [
    composition(care, device.id),
    dstu2Patient(patient),
    dstu2Organization(practice),
    device,
    ...(practitioner === undefined ? [] : [dstu2Practitioner(practitioner.resource, practitioner.roles)]),
  ]
  return JSON.stringify({
    resourceType: 'Bundle',
    id: traceId,
    meta: { profile: dstu2Profile('searchset-bundle') },
    type: 'searchset',
    entry: resources.map(resource => ({ resource })),
  })
}

const extract = 'record extract (record artifact)'

function composition({ traceId, now, section, html, patient, practice }: CareRecordBundle, device: string) {
  const { title } = sections[section]
  return {
    resourceType: 'Composition',
    id: logicalId(traceId, 'Composition'),
    meta: { profile: dstu2Profile('carerecord-composition') },
    date: londonTime(now),
    type: { coding: [{ system: 'http://snomed.info/sct', code: '425173008', display: extract }], text: extract },
    title: 'Patient Care Record',
    status: 'final',
    subject: { reference: `Patient/${patient.id}` },
    author: [{ reference: `Device/${device}` }],
    custodian: { reference: `Organization/${practice.id}` },
    section: [
      {
        title,
        code: { coding: [{ system: recordSection, code: section, display: title }], text: title },
        text: { status: 'generated', div: html },
      },
    ],
  }
}
