import type { Patient } from '@gpc/clinical'

/**
 * A patient of the practice's own system to whom this provider has given a temporary registration. While the practice's system says no
 * more than that the patient had left by then, they are temporary again, with the demographics of the registration, and what it
 * doesn't name as it was (REG-DUP-04, REG-RSP-03). As soon as the practice's system knows of a later registration, of an earlier one that
 * goes on, or of a death, it alone counts.
 */
export function registeredAgain(own: Patient, local: Patient): Patient {
  const { end, branch } = own.registration
  const { start = '' } = local.registration
  if (own.deceased !== undefined || end === undefined || end > start) return own
  const { name, gender, birthDate, addresses, contacts, language, interpreterRequired } = local
  return {
    ...own,
    nhsNumberStatus: 'verified',
    name,
    gender: gender === 'unknown' ? own.gender : gender,
    ...(birthDate === undefined ? {} : { birthDate }),
    addresses: [
      ...addresses,
      ...own.addresses.filter(one => !addresses.some(other => other.use === (one.use ?? 'home'))),
    ],
    contacts: [
      ...contacts,
      ...own.contacts.filter(one => !contacts.some(({ system, use }) => system === one.system && use === one.use)),
    ],
    ...(language === undefined ? {} : { language }),
    ...(interpreterRequired === undefined ? {} : { interpreterRequired }),
    registration: { ...local.registration, ...(branch === undefined ? {} : { branch }) },
  }
}
