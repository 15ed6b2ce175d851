import { organizationRef, practiceRef, type StaffMember } from '@gpc/clinical'
import { expect, test } from 'vitest'
import { employersOf, organisationRefs } from './render.ts'

const ods = 'X99001'
const organisations = organisationRefs(
  [
    { source: 'gp2gp', key: 'own', ods, name: 'Elm', contacts: [] },
    { source: 'gp2gp', key: 'clinic', ods: 'X99009', name: 'Clinic', contacts: [] },
    { source: 'gp2gp', key: 'trust', ods: 'X99008', name: 'Trust', contacts: [] },
  ],
  ods,
)
const staff = (key: string, ...at: readonly (string | undefined)[]): StaffMember => ({
  source: 'gp2gp',
  key,
  name: { given: [], family: key },
  roles: at.map((organisation, i) => ({ key: `${i}`, ...(organisation === undefined ? {} : { organisation }) })),
})

test('STR-REF-07 STR-MED-29 somebody works for another organisation if all that is known of them is there', () => {
  const found = employersOf(
    [
      staff('elsewhere', 'clinic', 'clinic'),
      staff('here', undefined),
      staff('here by name', 'own'),
      staff('both', 'clinic', undefined),
      staff('two', 'clinic', 'trust'),
      staff('undescribed', 'nowhere'),
      staff('without a role'),
    ],
    organisations,
    ods,
  )
  expect([...found]).toEqual([['gp2gp elsewhere', organizationRef(ods, 'gp2gp', 'clinic')]])
  expect(organisations.get('gp2gp own')).toBe(practiceRef(ods))
})
