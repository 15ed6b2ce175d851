/** The parameters of $gpc.getcarerecord (HTM-OP-02 to HTM-OP-06). */
import { GpConnectError, isNhsNumber } from '@gpc/fhir'
import { z } from 'zod'
import { type TimePeriod, timePeriod } from './period.ts'
import { isSectionCode, type SectionCode, sections } from './sections.ts'

export interface CareRecordParameters {
  readonly nhsNumber: string
  readonly section: SectionCode
  readonly period?: TimePeriod
}

export const dstu2NhsNumber = 'http://fhir.nhs.net/Id/nhs-number'
export const recordSection = 'http://fhir.nhs.net/ValueSet/gpconnect-record-section-1'

const bodySchema = z.looseObject({
  resourceType: z.literal('Parameters'),
  parameter: z.array(z.looseObject({ name: z.string() })).default([]),
})
const names = ['patientNHSNumber', 'recordSection', 'timePeriod'] as const

/**
 * The suite and the error table disagree about two faults, and the suite is followed: a parameter that isn't known is INVALID_PARAMETER, and
 * a section's system that is another one is BAD_REQUEST.
 * @throws GpConnectError INVALID_RESOURCE, BAD_REQUEST, INVALID_PARAMETER, INVALID_NHS_NUMBER, INVALID_IDENTIFIER_SYSTEM
 */
export function careRecordParameters(body: unknown): CareRecordParameters {
  const found = bodySchema.safeParse(body)
  if (!found.success) throw new GpConnectError('INVALID_RESOURCE', 'The body must be a Parameters resource.')
  const all = found.data.parameter
  const unknown = all.find(({ name }) => !names.some(one => one === name))
  if (unknown !== undefined)
    throw new GpConnectError('INVALID_PARAMETER', `The parameter ${unknown.name.slice(0, 200)} is not known.`)
  const [number, section, period] = names.map(name => {
    const [first, second] = all.filter(one => one.name === name)
    if (second !== undefined) throw bad(`The parameter ${name} is given more than once.`)
    return first
  })
  if (number === undefined) throw bad('The parameter patientNHSNumber is missing.')
  if (section === undefined) throw bad('The parameter recordSection is missing.')
  const nhsNumber = nhsNumberOf(number.valueIdentifier)
  const code = sectionOf(section.valueCodeableConcept)
  if (period === undefined) return { nhsNumber, section: code }
  // C-26
  if (!sections[code].filtered) throw bad(`The section ${code} takes no timePeriod.`)
  return { nhsNumber, section: code, period: timePeriod(period.valuePeriod) }
}

const identifierSchema = z.looseObject({ system: z.string().optional(), value: z.string().optional() })

function nhsNumberOf(value: unknown): string {
  const found = identifierSchema.safeParse(value)
  if (!found.success) throw bad('The parameter patientNHSNumber must be a valueIdentifier with system and value.')
  const { system, value: number = '' } = found.data
  if (system !== dstu2NhsNumber)
    throw new GpConnectError('INVALID_IDENTIFIER_SYSTEM', `The system of patientNHSNumber must be ${dstu2NhsNumber}.`)
  if (!isNhsNumber(number)) {
    throw new GpConnectError(
      'INVALID_NHS_NUMBER',
      'The value of patientNHSNumber must be ten digits with a right check digit.',
    )
  }
  return number
}

const conceptSchema = z.looseObject({
  coding: z.array(z.looseObject({ system: z.string().optional(), code: z.string().optional() })).min(1),
})

function sectionOf(value: unknown): SectionCode {
  const found = conceptSchema.safeParse(value)
  if (!found.success) throw bad('The parameter recordSection must be a valueCodeableConcept with one coding.')
  const [coding, another] = found.data.coding
  if (another !== undefined) throw bad('One section is given at a time: recordSection takes one coding.')
  const { system = '', code = '' } = coding ?? {}
  if (system === '') throw invalid(`needs the system ${recordSection}`)
  if (system !== recordSection) throw bad(`The system of recordSection must be ${recordSection}.`)
  if (!isSectionCode(code)) throw invalid(`must be one of ${Object.keys(sections).join(', ')}, in upper case`)
  return code
}

const bad = (diagnostics: string): GpConnectError => new GpConnectError('BAD_REQUEST', diagnostics)
const invalid = (why: string): GpConnectError =>
  new GpConnectError('INVALID_PARAMETER', `The parameter recordSection ${why}.`)
