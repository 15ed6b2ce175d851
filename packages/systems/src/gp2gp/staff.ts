/** The agent directory of a message: people with their roles, and the organisations that they, or nobody, stand for. */
import type { Address, Contact, Organisation, PersonName, StaffMember, StaffRole } from '@gpc/clinical'
import { isSnomedId } from '../shared/snomed.ts'
import { oids, termOf } from './codes.ts'
import { idOf, type MessageContext } from './composition.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

export interface Agents {
  readonly staff: readonly StaffMember[]
  readonly organisations: readonly Organisation[]
}

const roots = {
  gmp: '2.16.840.1.113883.2.1.4.2',
  ods: '2.16.840.1.113883.2.1.4.3',
  odsSds: '1.2.826.0.1285.0.1.10',
  sdsUser: '1.2.826.0.1285.0.2.0.65',
  sdsRole: '1.2.826.0.1285.0.2.0.67',
} as const

/** People and organisations by the ids that statements refer to. The first of two with the same id counts. */
export function agentsOf(directories: Element, message: MessageContext): Agents {
  const staff = new Map<string, StaffMember>()
  const organisations = new Map<string, Organisation>()
  for (const directory of children(directories, 'agentDirectory')) {
    for (const part of children(directory, 'part')) {
      const agent = child(part, 'Agent') ?? child(part, 'AgentSDS')
      const key = idOf(agent, message)
      if (agent === undefined || key === undefined) continue
      const person = eitherOf(agent, 'agentPerson')
      const itself = eitherOf(agent, 'agentOrganization')
      const represented = eitherOf(agent, 'representedOrganization') ?? (person === undefined ? undefined : itself)
      const employer = represented === undefined ? undefined : organisation(represented, `${key}-ORG`)
      const home = employer && keep(organisations, employer)
      if (person !== undefined) {
        if (!staff.has(key)) staff.set(key, member(agent, person, key, home))
      } else if (itself !== undefined) {
        keep(organisations, organisation(itself, key))
      }
    }
  }
  return { staff: [...staff.values()], organisations: [...organisations.values()] }
}

/** The part of an agent, spelt out or as the Spine directory's (`…SDS`). */
function eitherOf(agent: Element, name: string): Element | undefined {
  return child(agent, name) ?? child(agent, `${name}SDS`)
}

/** The one that is kept: an organisation with the same ODS code, or with none and the same name, is the same. */
function keep(known: Map<string, Organisation>, one: Organisation): Organisation {
  const same = [...known.values()].find(({ ods, name }) => ods === one.ods && (ods !== undefined || name === one.name))
  if (same !== undefined && !one.key.endsWith(same.key)) return same
  if (!known.has(one.key)) known.set(one.key, one)
  return known.get(one.key) ?? one
}

function organisation(element: Element, key: string): Organisation {
  const ods = (identifier(element, roots.ods) ?? identifier(element, roots.odsSds))?.toUpperCase()
  const name = textOf(child(element, 'name')) ?? ods ?? 'Unknown'
  const address = addressOf(child(element, 'addr'))
  return {
    source: 'gp2gp',
    key,
    ...(ods === undefined ? {} : { ods }),
    name,
    ...(address === undefined ? {} : { address }),
    contacts: children(element, 'telecom').flatMap(contactOf),
  }
}

function member(agent: Element, person: Element, key: string, employer: Organisation | undefined): StaffMember {
  const sdsUserId = identifier(agent, roots.sdsUser) ?? identifier(person, roots.sdsUser)
  const gmpNumber = identifier(agent, roots.gmp)
  return {
    source: 'gp2gp',
    key,
    name: nameOf(child(person, 'name')),
    ...(sdsUserId === undefined ? {} : { sdsUserId }),
    ...(gmpNumber === undefined ? {} : { gmpNumber }),
    roles: roleOf(agent, key, employer),
  }
}

function roleOf(agent: Element, key: string, employer: Organisation | undefined): readonly StaffRole[] {
  const code = child(agent, 'code')
  const name = termOf(code)
  if (name === undefined && employer === undefined) return []
  const snomed = attribute(code, 'codeSystem') === oids.snomed ? attribute(code, 'code') : undefined
  const roleProfileId = identifier(agent, roots.sdsRole)
  return [
    {
      key,
      ...(employer === undefined ? {} : { organisation: employer.key }),
      ...(roleProfileId === undefined ? {} : { roleProfileId }),
      ...(snomed === undefined || !isSnomedId(snomed) ? {} : { snomed }),
      ...(name === undefined ? {} : { name }),
    },
  ]
}

function identifier(element: Element, root: string): string | undefined {
  return children(element, 'id')
    .filter(id => attribute(id, 'root') === root)
    .map(id => attribute(id, 'extension'))
    .find(value => value !== undefined)
}

/** A name in its parts, or in one piece where the message has no parts. */
function nameOf(name: Element | undefined): PersonName {
  const part = (of: string) => children(name, of).flatMap(one => textOf(one) ?? [])
  const [prefix, family] = [part('prefix').join(' '), part('family').join(' ')]
  const given = part('given')
  const whole = textOf(name)
  return {
    ...(prefix === '' ? {} : { prefix }),
    given,
    ...(family === '' ? {} : { family }),
    ...(whole === undefined || family !== '' || given.length > 0 ? {} : { text: whole }),
  }
}

function addressOf(addr: Element | undefined): Address | undefined {
  if (addr === undefined) return undefined
  const lines = children(addr, 'streetAddressLine').flatMap(line => textOf(line) ?? [])
  const city = textOf(child(addr, 'city'))
  const county = textOf(child(addr, 'county'))
  const postcode = textOf(child(addr, 'postalCode'))
  if (lines.length === 0 && city === undefined && postcode === undefined) return undefined
  return {
    ...(attribute(addr, 'use') === 'WP' ? { use: 'work' } : {}),
    lines,
    ...(city === undefined ? {} : { city }),
    ...(county === undefined ? {} : { county }),
    ...(postcode === undefined ? {} : { postcode }),
  }
}

const schemes: Readonly<Record<string, Contact['system']>> = { tel: 'phone', fax: 'fax', mailto: 'email' }

function contactOf(telecom: Element): readonly Contact[] {
  const value = attribute(telecom, 'value')
  if (value === undefined) return []
  const [, scheme = '', rest = value] = /^(tel|fax|mailto):(.*)$/i.exec(value) ?? []
  const system = schemes[scheme.toLowerCase()] ?? (/^[\d\s+()-]+$/.test(value) ? 'phone' : 'other')
  return [{ system, value: rest, ...(attribute(telecom, 'use') === 'WP' ? { use: 'work' } : {}) }]
}
