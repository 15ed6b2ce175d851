import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyResource } from '../../test/arbitrary.ts'
import { fromXml, toXml } from '../index.ts'
import { checkResource } from './check.ts'

const parameters = (...parameter: unknown[]) => ({ resourceType: 'Parameters', parameter })

describe('checkResource', () => {
  test('STR-PAR-01: a parameter may have neither value nor part', () => {
    expect(checkResource(parameters({ name: 'includeProblems' }), 'Parameters')).toEqual([])
  })

  test('STR-PAR-06: a request of a structured record is sound', () => {
    const request = parameters(
      {
        name: 'patientNHSNumber',
        valueIdentifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' },
      },
      { name: 'includeAllergies', part: [{ name: 'includeResolvedAllergies', valueBoolean: true }] },
      { name: 'includeMedication', part: [{ name: 'medicationSearchFromDate', valueDate: '2025-01' }] },
    )
    expect(checkResource(request, 'Parameters')).toEqual([])
  })

  const patient = (more: object) => ({ resourceType: 'Patient', ...more })
  const wrong: [string, unknown, string[]][] = [
    ['an unknown element', patient({ nme: [] }), ['Patient: has no element "nme"']],
    [
      'a key of the prototype',
      JSON.parse('{"resourceType":"Patient","__proto__":1}'),
      ['Patient: has no element "__proto__"'],
    ],
    ['one where an array belongs', patient({ name: { family: 'A' } }), ['Patient.name: must be an array']],
    ['an array where one belongs', patient({ gender: ['male'] }), ['Patient.gender: must not be an array']],
    ['a text for a boolean', patient({ active: 'true' }), ['Patient.active: must be a JSON boolean: true or false']],
    [
      'two of one choice',
      patient({ deceasedBoolean: true, deceasedDateTime: '2020' }),
      ['Patient: may have only one of deceasedBoolean and deceasedDateTime'],
    ],
    ['an empty array', patient({ name: [] }), ['Patient.name: must not be empty']],
    ['an empty object', patient({ name: [{}] }), ['Patient.name[0]: must not be empty']],
    [
      'an empty text',
      patient({ name: [{ family: '' }] }),
      ['Patient.name[0].family: must be a text that is not empty'],
    ],
    ['null', patient({ gender: null }), ['Patient.gender: must be a JSON string: a code without blanks at its ends']],
    [
      'null in a list without a value beside',
      patient({ name: [{ given: [null] }] }),
      ['Patient.name[0].given[0]: must be a JSON string: a text that is not empty'],
    ],
    [
      'lists of different lengths',
      patient({ name: [{ given: ['A', 'B'], _given: [{ id: 'x' }] }] }),
      ['Patient.name[0]._given: must be as long as given'],
    ],
    ['an underscore on what is no primitive', patient({ _name: [{ id: 'x' }] }), ['Patient: has no element "_name"']],
    [
      'an unknown resource',
      patient({ contained: [{ resourceType: 'Nothing' }] }),
      ['Patient.contained[0]: resourceType is absent or not known'],
    ],
    [
      'a broken narrative',
      patient({ text: { status: 'empty', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p></div>' } }),
      ['Patient.text.div: narrative is not well-formed XHTML: unexpected close tag.'],
    ],
    ['another resource', { resourceType: 'Location' }, ['Patient: resourceType must be "Patient"']],
    ['no object', [], ['Patient: must be an object']],
    [
      'a resourceType in an element',
      patient({ name: [{ resourceType: 'Patient' }] }),
      ['Patient.name[0]: has no element "resourceType"'],
    ],
  ]
  test.each(wrong)('refuses %s', (_what, json, messages) => {
    expect(checkResource(json, 'Patient')).toEqual(messages)
  })

  test('asks for what is mandatory, of a choice for any one', () => {
    expect(checkResource({ resourceType: 'MedicationStatement', status: 'active' }, 'MedicationStatement')).toEqual([
      'MedicationStatement: must have medication[x]',
      'MedicationStatement: must have subject',
      'MedicationStatement: must have taken',
    ])
    const absent = {
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
    }
    expect(checkResource(parameters({ _name: absent }), 'Parameters')).toEqual([])
  })

  const formats: [string, readonly unknown[], readonly unknown[]][] = [
    [
      'valueDate',
      ['2024', '2024-02', '2024-02-29'],
      ['2023-02-29', '2024-13', '24', '2024-02-29T00:00:00Z', '2024-1-1'],
    ],
    [
      'valueDateTime',
      ['2024', '2024-02-29T23:59:60Z', '2024-01-01T00:00:00.5+01:00'],
      ['2024-01-01T00:00', '2024-01-01T00:00:00', '2024-02-30T00:00:00Z', '2024-01-01T24:00:00Z'],
    ],
    ['valueInstant', ['2024-01-01T00:00:00Z'], ['2024-01-01', '2024-01-01T00:00Z']],
    ['valueTime', ['09:30:00'], ['9:30:00', '09:30', '24:00:00']],
    ['valueInteger', [0, -1, 2_147_483_647], [1.5, 2_147_483_648, 1e21, '1']],
    ['valueUnsignedInt', [0], [-1]],
    ['valuePositiveInt', [1], [0, -1]],
    ['valueDecimal', [1.5, -0.1, 1e-7], ['1.5', null]],
    ['valueCode', ['a', 'a b'], [' a', 'a ', 'a  b', '']],
    ['valueId', ['a-1.B'], ['a_1', 'a'.repeat(65)]],
    ['valueUri', ['https://fhir.nhs.uk/Id/nhs-number', 'urn:uuid:1'], ['a b', '']],
    ['valueOid', ['urn:oid:1.2.3'], ['1.2.3', 'urn:oid:3.1']],
    ['valueBase64Binary', ['AAAA', 'AA==', 'AAAA\nAAAA'], ['AAA', 'A=AA', '']],
    ['valueBoolean', [true], ['true', 1]],
  ]
  test.each(formats)('%s: takes what STU3 allows and refuses the rest', (name, good, bad) => {
    for (const value of good)
      expect(checkResource(parameters({ name: 'a', [name]: value }), 'Parameters'), String(value)).toEqual([])
    for (const value of bad)
      expect(checkResource(parameters({ name: 'a', [name]: value }), 'Parameters'), String(value)).toHaveLength(1)
  })

  test('ERR-GEN-04: no message repeats a value', () => {
    const messages = checkResource(
      { resourceType: 'Patient', birthDate: 'SECRET', gender: 7, active: 'SECRET' },
      'Patient',
    )
    expect(messages).toHaveLength(3)
    expect(messages.join()).not.toContain('SECRET')
  })

  test('SEC-TLS-11: deep nesting and many faults end early', () => {
    let extension: object = { url: 'a', valueBoolean: true }
    for (let depth = 0; depth < 100_000; depth++) extension = { url: 'a', extension: [extension] }
    expect(checkResource({ resourceType: 'Patient', extension: [extension] }, 'Patient')).toEqual([
      expect.stringContaining('elements nest deeper than 100'),
    ])
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`x${index}`, 1]))
    expect(checkResource({ resourceType: 'Patient', ...many }, 'Patient')).toHaveLength(50)
    const hostile = `${'a '.repeat(200_000)} `
    expect(checkResource({ resourceType: 'Patient', gender: hostile, language: hostile }, 'Patient')).toHaveLength(2)
  })

  test('STR-PAR-06: any sound resource is found sound', () => {
    fc.assert(
      fc.property(anyResource(), resource => {
        expect(checkResource(resource, String(resource.resourceType))).toEqual([])
      }),
    )
  })

  test('whatever comes, it answers with messages; and what it finds sound can be written as XML and read again', () => {
    const damage = (json: string, at: number, by: string) => `${json.slice(0, at)}${by}${json.slice(at + by.length)}`
    const damaged = fc
      .tuple(anyResource(), fc.nat(), fc.constantFrom('"', '0', 'x', '{}', '[]', ',', 'null', '1e5', '\\u0000', ' '))
      .map(([resource, at, by]) => {
        const json = JSON.stringify(resource)
        return damage(json, at % json.length, by)
      })
    fc.assert(
      fc.property(fc.oneof(damaged, fc.json()), json => {
        let value: unknown
        try {
          value = JSON.parse(json)
        } catch {
          return
        }
        const type = typeof value === 'object' && value !== null && 'resourceType' in value ? value.resourceType : ''
        if (checkResource(value, String(type)).length === 0) expect(() => fromXml(toXml(json))).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })

  const real = '../shared/data/provider-responses'
  test.skipIf(!existsSync(real))('real records of a provider are sound', () => {
    for (const file of readdirSync(real))
      expect(checkResource(JSON.parse(readFileSync(`${real}/${file}`, 'utf8')), 'Bundle'), file).toEqual([])
  })
})
