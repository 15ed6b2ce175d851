/** The staff of the invented practices. Register numbers are of the right shape and begin with 99, so that they are nobody's. */
import { roles } from './codes/roles.ts'
import type { InventedStaff } from './model.ts'

type Gender = InventedStaff['gender']
type Name = readonly [given: string, family: string, gender: Gender]

interface Team {
  readonly partner: Name
  readonly salaried: Name
  readonly nurse: Name
  readonly pharmacist: Name
  readonly desk: Name
}

const teams: readonly [Team, ...Team[]] = [
  {
    partner: ['Orla', 'Fenwick', 'female'],
    salaried: ['Rajinder', 'Sahota', 'male'],
    nurse: ['Beatrice', 'Okoro', 'female'],
    pharmacist: ['Tomos', 'Prydderch', 'male'],
    desk: ['Glenda', 'Ashby', 'female'],
  },
  {
    partner: ['Hugh', 'Castleton', 'male'],
    salaried: ['Amina', 'Yusuf', 'female'],
    nurse: ['Declan', 'Moyes', 'male'],
    pharmacist: ['Susannah', 'Quill', 'female'],
    desk: ['Pauline', 'Tranter', 'female'],
  },
  {
    partner: ['Bettina', 'Marlowe', 'female'],
    salaried: ['Kwabena', 'Osei', 'male'],
    nurse: ['Ffion', 'Hargest', 'female'],
    pharmacist: ['Neil', 'Dunmore', 'male'],
    desk: ['Yvette', 'Sankey', 'female'],
  },
  {
    partner: ['Lowri', 'Penhale', 'female'],
    salaried: ['Samir', 'Haddad', 'male'],
    nurse: ['Jocelyn', 'Birch', 'female'],
    pharmacist: ['Ade', 'Fairweather', 'male'],
    desk: ['Carol', 'Stubbs', 'female'],
  },
]

/** The locum works for several practices: one person, one user id, a role profile in each. */
const locum = {
  title: 'Dr',
  given: 'Morwenna',
  family: "O'Hanlon",
  gender: 'female',
  gmc: '9990001',
  gmp: 'G9990001',
  sdsUserId: '990000000001',
  since: '2021-04-01',
} as const

/** Four digits for the n-th practice's person or role. */
function serial(practice: number, one: number): string {
  return String((practice + 1) * 100 + one).padStart(4, '0')
}

/**
 * The staff of the n-th practice, n from 0: a GP with two role profiles, a GP and a nurse with one each, a pharmacist and a
 * receptionist with none, and, in the first three practices, the locum.
 */
export function staffOf(practice: number): readonly InventedStaff[] {
  const team = teams[practice % teams.length] ?? teams[0]
  const person = (title: string, [given, family, gender]: Name, user: number, since: string) => {
    return { key: user, title, given, family, gender, sdsUserId: `99000001${serial(practice, user)}`, since }
  }
  const doctor = (name: Name, user: number, since: string) => {
    const number = `999${serial(practice, user)}`
    return { ...person('Dr', name, user, since), gmc: number, gmp: `G${number}` }
  }
  const role = (key: number, of: { readonly code: string; readonly name: string }) => ({ key, ...of })
  const onSpine = (key: number, of: { readonly code: string; readonly name: string }) => {
    return { ...role(key, of), roleProfileId: `99000002${serial(practice, key)}` }
  }
  const mr = (gender: Gender) => (gender === 'male' ? 'Mr' : 'Mrs')
  return [
    { ...doctor(team.partner, 1, '2008-09-01'), roles: [onSpine(1, roles.gp), onSpine(2, roles.associateGp)] },
    { ...doctor(team.salaried, 2, '2015-02-02'), roles: [onSpine(3, roles.gp)] },
    {
      ...person(mr(team.nurse[2]), team.nurse, 3, '2012-06-18'),
      nmc: `99A${serial(practice, 3)}E`,
      roles: [onSpine(4, roles.nurse)],
    },
    { ...person(mr(team.pharmacist[2]), team.pharmacist, 4, '2019-10-07'), roles: [role(5, roles.pharmacist)] },
    { ...person(mr(team.desk[2]), team.desk, 5, '2005-01-10'), roles: [role(6, roles.receptionist)] },
    ...(practice < 3 ? [{ ...locum, key: 6, roles: [onSpine(7, roles.gp)] }] : []),
  ]
}
