/**
 * How a request's parameters are held against the table (STR-PAR, STR-VER-01 to 04).
 * A parameter that isn't in the table is answered with a warning, not an error.
 */
import { addDays, GpConnectError, type Issue, identifiers, isLocalDate, isNhsNumber, type LocalDate } from '@gpc/fhir'
import { z } from 'zod'
import { definitions, type IncludeName, isIncludeName, type PartDefinition, type PartType } from './definitions.ts'

/** A part's value, as its type has it. */
export type PartValue =
  | boolean
  | string
  | number
  | { readonly start: LocalDate | undefined; readonly end: LocalDate | undefined }

export interface StructuredParameters {
  readonly nhsNumber: string
  /** The include parameters that were given, each with its parts. */
  readonly includes: ReadonlyMap<IncludeName, ReadonlyMap<string, PartValue>>
  /** Parameters and parts that aren't known here (STR-VER-01). */
  readonly warnings: readonly Issue[]
}

const parameterSchema = z.looseObject({ name: z.string().min(1), part: z.array(z.unknown()).optional() })
export const parametersSchema = z.looseObject({
  resourceType: z.literal('Parameters'),
  parameter: z.array(z.unknown()).optional(),
})

const identifierSchema = z.object({ system: z.string().optional(), value: z.string().optional() })

export type Parameter = z.infer<typeof parameterSchema>

/**
 * Holds a Parameters resource against the table.
 * @throws GpConnectError INVALID_RESOURCE, INVALID_PARAMETER, INVALID_NHS_NUMBER, INVALID_IDENTIFIER_SYSTEM; diagnostics name the
 *   parameter and part (STR-PAR-19)
 */
export function structuredParameters(body: unknown, today: LocalDate): StructuredParameters {
  const found = parametersSchema.safeParse(body)
  if (!found.success)
    throw new GpConnectError(
      'INVALID_RESOURCE',
      'The body must be a Parameters resource with a list of parameters (STR-PAR-06).',
    )
  const parameters = (found.data.parameter ?? []).map((one, i) => named(one, `parameter[${i}]`))
  for (const name of ['patientNHSNumber', ...Object.keys(definitions)]) onlyOnce(parameters, name, name)
  const nhsNumber = nhsNumberOf(parameters)
  const warnings: Issue[] = []
  const includes = new Map<IncludeName, ReadonlyMap<string, PartValue>>()
  for (const parameter of parameters) {
    const { name } = parameter
    if (name === 'patientNHSNumber') continue
    if (isIncludeName(name)) includes.set(name, partValues(parameter, definitions[name].parts, today, warnings))
    else warnings.push(unrecognised(name))
  }
  checkCombinations(includes, today)
  return { nhsNumber, includes, warnings: distinct(warnings) }
}

type Includes = StructuredParameters['includes']

/** STR-PAR-15, STR-PAR-20 to STR-PAR-22. */
function checkCombinations(includes: Includes, today: LocalDate): void {
  const consultations = includes.get('includeConsultations')
  if (consultations?.has('consultationSearchPeriod') && consultations.has('includeNumberOfMostRecent')) {
    throw new GpConnectError(
      'INVALID_RESOURCE',
      'includeConsultations takes consultationSearchPeriod or includeNumberOfMostRecent, not both.',
    )
  }
  if (isPredefined(includes, today)) return
  for (const [name, values] of includes) {
    for (const [part, { notWith = [] }] of Object.entries(definitions[name].parts)) {
      const other = values.has(part) ? notWith.find(one => includes.has(one)) : undefined
      if (other !== undefined) throw invalid(`${name}.${part}`, `must not be given together with ${other}`)
    }
  }
}

/** The two searches that the specification defines itself (STR-PAR-25, STR-PAR-26). */
function isPredefined(includes: Includes, today: LocalDate): boolean {
  const first: readonly IncludeName[] = [
    'includeConsultations',
    'includeProblems',
    'includeAllergies',
    'includeMedication',
  ]
  const second: readonly IncludeName[] = [...first, 'includeImmunisations', 'includeUncategorisedData']
  const unfiltered: readonly IncludeName[] = ['includeProblems', 'includeImmunisations', 'includeUncategorisedData']
  const same = (wanted: readonly IncludeName[]) =>
    wanted.length === includes.size && wanted.every(one => includes.has(one))
  const parts = (name: IncludeName): string => JSON.stringify([...(includes.get(name) ?? [])])
  return (
    (same(first) || same(second)) &&
    parts('includeConsultations') === JSON.stringify([['includeNumberOfMostRecent', 3]]) &&
    parts('includeAllergies') === JSON.stringify([['includeResolvedAllergies', true]]) &&
    parts('includeMedication') === JSON.stringify([['medicationSearchFromDate', addDays(today, -365)]]) &&
    unfiltered.every(name => !includes.get(name)?.size)
  )
}

export function named(value: unknown, place: string): Parameter {
  const found = parameterSchema.safeParse(value)
  if (found.success) return found.data
  throw new GpConnectError('INVALID_RESOURCE', `${place} has no name, or its parts are no list.`)
}

/** STR-PAR-12: a parameter or part that is there twice. */
export function onlyOnce(parameters: readonly Parameter[], name: string, label: string): void {
  if (parameters.filter(one => one.name === name).length > 1) {
    throw new GpConnectError('INVALID_RESOURCE', `The parameter ${label} is given more than once.`)
  }
}

/** STR-PAR-04, STR-PAR-05, STR-PAR-07. */
export function nhsNumberOf(parameters: readonly Parameter[]): string {
  const parameter = parameters.find(one => one.name === 'patientNHSNumber')
  if (parameter === undefined) throw invalid('patientNHSNumber', 'is missing')
  const value = identifierSchema.safeParse(parameter.valueIdentifier)
  if (parameter.valueIdentifier === undefined || !value.success)
    throw invalid('patientNHSNumber', 'must be a valueIdentifier with system and value')
  if (value.data.system !== identifiers.nhsNumber) {
    throw new GpConnectError(
      'INVALID_IDENTIFIER_SYSTEM',
      `The system of patientNHSNumber must be ${identifiers.nhsNumber}.`,
    )
  }
  if (!isNhsNumber(value.data.value ?? '')) {
    throw new GpConnectError(
      'INVALID_NHS_NUMBER',
      'The value of patientNHSNumber must be ten digits with a right check digit.',
    )
  }
  return value.data.value ?? ''
}

function partValues(
  parameter: Parameter,
  definition: Readonly<Record<string, PartDefinition>>,
  today: LocalDate,
  warnings: Issue[],
): ReadonlyMap<string, PartValue> {
  const parts = (parameter.part ?? []).map((one, i) => named(one, `${parameter.name}.part[${i}]`))
  const values = new Map<string, PartValue>()
  for (const part of parts) {
    const { type } = definition[part.name] ?? {}
    const label = `${parameter.name}.${part.name}`
    if (type === undefined) {
      warnings.push(unrecognised(label))
      continue
    }
    onlyOnce(parts, part.name, label)
    values.set(part.name, readers[type](part, label, today))
  }
  for (const [name, { mandatory }] of Object.entries(definition)) {
    // STR-PAR-08
    if (mandatory && !values.has(name)) throw invalid(`${parameter.name}.${name}`, 'is missing')
  }
  return values
}

const readers: Readonly<Record<PartType, (part: Parameter, label: string, today: LocalDate) => PartValue>> = {
  boolean: booleanOf,
  'past-date': pastDateOf,
  'coming-date': comingDateOf,
  'past-period': pastPeriodOf,
  'positive-integer': positiveIntegerOf,
  'problem-status': statusOf,
}

/** STR-PAR-10, STR-PAR-11. */
export function booleanOf(part: Parameter, label: string): boolean {
  if (typeof part.valueBoolean === 'boolean') return part.valueBoolean
  throw invalid(label, 'must be a valueBoolean')
}

function dateOf(value: unknown, label: string, what: string): LocalDate {
  if (typeof value === 'string' && isLocalDate(value)) return value
  throw invalid(label, `must be ${what} with year, month and day`)
}

/** STR-PAR-13: a whole day that isn't after today. */
function pastDateOf(part: Parameter, label: string, today: LocalDate): LocalDate {
  const date = dateOf(part.valueDate, label, 'a valueDate')
  if (date > today) throw invalid(label, 'must not be after today')
  return date
}

/** STR-PAR-18: a whole day that isn't before today. */
function comingDateOf(part: Parameter, label: string, today: LocalDate): LocalDate {
  const date = dateOf(part.valueDate, label, 'a valueDate')
  if (date < today) throw invalid(label, 'must not be before today')
  return date
}

const periodSchema = z.looseObject({ start: z.unknown().optional(), end: z.unknown().optional() })

/** STR-PAR-14: whole days, none after today, in order; one of them is enough. */
function pastPeriodOf(part: Parameter, label: string, today: LocalDate) {
  const found = periodSchema.safeParse(part.valuePeriod)
  if (!found.success) throw invalid(label, 'must be a valuePeriod')
  const bound = (name: 'start' | 'end'): LocalDate | undefined => {
    const value = found.data[name]
    if (value === undefined) return undefined
    const date = dateOf(value, `${label}.${name}`, 'a date')
    if (date > today) throw invalid(`${label}.${name}`, 'must not be after today')
    return date
  }
  const start = bound('start')
  const end = bound('end')
  if (start === undefined && end === undefined) throw invalid(label, 'must have a start or an end')
  if (start !== undefined && end !== undefined && start > end) throw invalid(label, 'must not start after its end')
  return { start, end }
}

/** STR-PAR-16. */
function positiveIntegerOf(part: Parameter, label: string): number {
  const { valuePositiveInt: value } = part
  if (value === undefined) throw invalid(label, 'must be a valuePositiveInt')
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw new GpConnectError('INVALID_RESOURCE', `The parameter ${label} must be a whole number from 1.`)
  }
  return value
}

/** STR-PAR-17. */
function statusOf(part: Parameter, label: string): string {
  if (part.valueCode === 'active' || part.valueCode === 'inactive') return part.valueCode
  throw invalid(label, 'must be a valueCode, active or inactive')
}

export const invalid = (label: string, what: string): GpConnectError =>
  new GpConnectError('INVALID_PARAMETER', `The parameter ${label} ${what}.`)

/** STR-VER-02. */
function unrecognised(label: string): Issue {
  const name = label.slice(0, 200)
  return {
    severity: 'warning',
    code: 'NOT_IMPLEMENTED',
    text: `${name} is an unrecognised parameter`,
    diagnostics: name,
  }
}

const distinct = (issues: readonly Issue[]): Issue[] => [
  ...new Map(issues.map(issue => [issue.diagnostics, issue])).values(),
]

/** STR-CFG-05: an area that the practice has switched off. */
export function disabled(parameter: string): Issue {
  return {
    severity: 'warning',
    code: 'NOT_IMPLEMENTED',
    text: `${parameter} has been disabled`,
    diagnostics: parameter,
  }
}
