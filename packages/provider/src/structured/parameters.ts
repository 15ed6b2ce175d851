/**
 * The parameters of getstructuredrecord: what there is, as data, and how a request is held against it (STR-PAR, STR-VER-01 to 04).
 * A parameter that isn't in the table is answered with a warning, not an error.
 */
import { GpConnectError, type Issue, identifiers, isLocalDate, isNhsNumber, type LocalDate } from '@gpc/fhir'
import { z } from 'zod'

type PartType = 'boolean' | 'past-date'

interface PartDefinition {
  readonly type: PartType
  readonly mandatory?: true
}

/** Include parameters and their parts. */
const definitions: Readonly<Record<string, Readonly<Record<string, PartDefinition>>>> = {
  includeAllergies: { includeResolvedAllergies: { type: 'boolean', mandatory: true } },
  includeMedication: {
    includePrescriptionIssues: { type: 'boolean' },
    medicationSearchFromDate: { type: 'past-date' },
  },
}

export interface StructuredParameters {
  readonly nhsNumber: string
  readonly allergies?: { readonly resolved: boolean }
  readonly medication?: { readonly issues: boolean; readonly from?: LocalDate }
  /** Parameters and parts that aren't known here (STR-VER-01). */
  readonly warnings: readonly Issue[]
}

const parameterSchema = z.looseObject({ name: z.string().min(1), part: z.array(z.unknown()).optional() })
const parametersSchema = z.looseObject({
  resourceType: z.literal('Parameters'),
  parameter: z.array(z.unknown()).optional(),
})

const identifierSchema = z.object({ system: z.string().optional(), value: z.string().optional() })

type Parameter = z.infer<typeof parameterSchema>

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
  const values = new Map<string, ReadonlyMap<string, boolean | string>>()
  for (const parameter of parameters) {
    if (parameter.name === 'patientNHSNumber') continue
    const parts = definitions[parameter.name]
    if (parts === undefined) warnings.push(unrecognised(parameter.name))
    else values.set(parameter.name, partValues(parameter, parts, today, warnings))
  }
  const allergies = values.get('includeAllergies')
  const medication = values.get('includeMedication')
  const from = medication?.get('medicationSearchFromDate')
  return {
    nhsNumber,
    ...(allergies === undefined ? {} : { allergies: { resolved: allergies.get('includeResolvedAllergies') === true } }),
    ...(medication === undefined
      ? {}
      : {
          // STR-MED-06: absent means true
          medication: {
            issues: medication.get('includePrescriptionIssues') !== false,
            ...(typeof from === 'string' ? { from } : {}),
          },
        }),
    warnings: distinct(warnings),
  }
}

function named(value: unknown, place: string): Parameter {
  const found = parameterSchema.safeParse(value)
  if (found.success) return found.data
  throw new GpConnectError('INVALID_RESOURCE', `${place} has no name, or its parts are no list.`)
}

/** STR-PAR-12: a parameter or part that is there twice. */
function onlyOnce(parameters: readonly Parameter[], name: string, label: string): void {
  if (parameters.filter(one => one.name === name).length > 1) {
    throw new GpConnectError('INVALID_RESOURCE', `The parameter ${label} is given more than once.`)
  }
}

/** STR-PAR-04, STR-PAR-05, STR-PAR-07. */
function nhsNumberOf(parameters: readonly Parameter[]): string {
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
): ReadonlyMap<string, boolean | string> {
  const parts = (parameter.part ?? []).map((one, i) => named(one, `${parameter.name}.part[${i}]`))
  const values = new Map<string, boolean | string>()
  for (const part of parts) {
    const { type } = definition[part.name] ?? {}
    const label = `${parameter.name}.${part.name}`
    if (type === undefined) {
      warnings.push(unrecognised(label))
      continue
    }
    onlyOnce(parts, part.name, label)
    values.set(part.name, type === 'boolean' ? booleanOf(part, label) : pastDateOf(part, label, today))
  }
  for (const [name, { mandatory }] of Object.entries(definition)) {
    // STR-PAR-08
    if (mandatory && !values.has(name)) throw invalid(`${parameter.name}.${name}`, 'is missing')
  }
  return values
}

/** STR-PAR-10, STR-PAR-11. */
function booleanOf(part: Parameter, label: string): boolean {
  if (typeof part.valueBoolean === 'boolean') return part.valueBoolean
  throw invalid(label, 'must be a valueBoolean')
}

/** STR-PAR-13: a whole day that isn't after today. */
function pastDateOf(part: Parameter, label: string, today: LocalDate): LocalDate {
  const { valueDate } = part
  if (typeof valueDate !== 'string' || !isLocalDate(valueDate))
    throw invalid(label, 'must be a valueDate with year, month and day')
  if (valueDate > today) throw invalid(label, 'must not be after today')
  return valueDate
}

const invalid = (label: string, what: string): GpConnectError =>
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
