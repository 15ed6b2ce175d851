/** Telecoms and addresses of Register a patient: one of each use at most (REG-FLD-02, REG-FLD-03). */
import type { Address, Contact } from '@gpc/clinical'
import { GpConnectError } from '@gpc/fhir'
import { z } from 'zod'

const uses = z.enum(['home', 'work', 'mobile', 'temp'])
const telecomSchema = z.union([
  z.object({ system: z.literal('phone'), value: z.string(), use: uses }),
  z.object({ system: z.literal('email'), value: z.string(), use: uses.optional() }),
])

/** @throws GpConnectError BAD_REQUEST: a system or use that isn't taken, or the same one twice (REG-FLD-06) */
export function contactsOf(telecom: readonly unknown[]): readonly Contact[] {
  const contacts = telecom.map((one, i): Contact => {
    const found = telecomSchema.safeParse(one)
    if (found.success) {
      const { system, value, use } = found.data
      return { system, value: value.trim(), ...(use === undefined ? {} : { use }) }
    }
    throw new GpConnectError(
      'BAD_REQUEST',
      `Patient.telecom[${i}] must be a phone with the use home, work, mobile or temp, or an email.`,
    )
  })
  if (hasTwice(contacts.map(({ system, use }) => (system === 'email' ? system : `${system} ${use}`))))
    throw new GpConnectError('BAD_REQUEST', 'Patient.telecom must hold one phone of each use, and one email, at most.')
  return contacts
}

const addressSchema = z.object({
  use: z.enum(['home', 'temp']),
  type: z.enum(['postal', 'physical', 'both']).optional(),
  line: z.array(z.string()).default([]),
  city: z.string().optional(),
  district: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().optional(),
})

/** @throws GpConnectError INVALID_RESOURCE: a use that isn't taken, or the same one twice (REG-FLD-06) */
export function addressesOf(address: readonly unknown[]): readonly Address[] {
  const addresses = address.map((one, i): Address => {
    const found = addressSchema.safeParse(one)
    if (!found.success)
      throw new GpConnectError('INVALID_RESOURCE', `Patient.address[${i}] must have the use home or temp.`)
    const { use, type, line, city, district, postalCode, country } = found.data
    return {
      use,
      ...(type === undefined ? {} : { type }),
      lines: line,
      ...(city === undefined ? {} : { city }),
      ...(district === undefined ? {} : { county: district }),
      ...(postalCode === undefined ? {} : { postcode: postalCode }),
      ...(country === undefined ? {} : { country }),
    }
  })
  if (hasTwice(addresses.map(one => one.use)))
    throw new GpConnectError('INVALID_RESOURCE', 'Patient.address must hold one address of each use at most.')
  return addresses
}

const hasTwice = (all: readonly unknown[]): boolean => new Set(all).size < all.length
