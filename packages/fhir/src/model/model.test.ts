import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { elementType, types } from './model.ts'
import { isPrimitive } from './primitives.ts'

test('every type that the model names is there, and every part belongs to the type before its dot', () => {
  for (const type of types.values()) {
    for (const field of type.fields.values()) {
      if (field.kind === 'complex')
        expect(types.has(field.type), `${type.name}.${field.name}: ${field.type}`).toBe(true)
    }
    const owner = type.name.slice(0, Math.max(0, type.name.lastIndexOf('.')))
    if (owner !== '') expect(types.has(owner), type.name).toBe(true)
    expect(isPrimitive(type.name)).toBe(false)
  }
})

test('elements come in the order of the schema', () => {
  const names = [...(types.get('Patient')?.fields.keys() ?? [])]
  expect(names.slice(0, 12).join(' ')).toBe(
    'id meta implicitRules language text contained extension modifierExtension identifier active name telecom',
  )
  expect(names.indexOf('deceasedBoolean')).toBeLessThan(names.indexOf('address'))
  expect([...(types.get('MedicationRequest.dispenseRequest')?.fields.keys() ?? [])].slice(0, 4)).toEqual([
    'id',
    'extension',
    'modifierExtension',
    'validityPeriod',
  ])
  expect(types.get('Extension')?.fields.size).toBe(3 + 38)
})

const profiles = '../shared/profiles/StructureDefinition'

/** The element with a path such as `Patient.contact.name.family` or `Observation.value[x]`. */
function knows(path: string): boolean {
  const [root = '', ...steps] = path.split('.')
  let type = types.get(root)
  for (const step of steps) {
    const field = [...(type?.fields.values() ?? [])].find(({ name, group }) => name === step || group === step)
    if (field === undefined) return false
    type = field.kind === 'complex' ? types.get(field.type) : elementType
  }
  return true
}

test.skipIf(!existsSync(profiles))('every element that the official profiles name is known', () => {
  for (const file of readdirSync(profiles)) {
    const xml = readFileSync(`${profiles}/${file}`, 'utf8')
    const paths = [...xml.matchAll(/<path value="([^"]+)"\s*\/>/g)].map(([, path = '']) => path)
    for (const path of paths.filter(one => types.has(one.split('.')[0] ?? '')))
      expect(knows(path), `${file}: ${path}`).toBe(true)
  }
})
