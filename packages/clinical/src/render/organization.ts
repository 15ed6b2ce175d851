/** The Organization resource (FND-ORG-02, FND-ORG-03). */
import { extensions, identifiers, profiles } from '@gpc/fhir'
import type { Organisation } from '../model/directory.ts'
import { addresses, telecoms, workUse } from './contact-details.ts'
import { idOf } from './identity.ts'
import { reference, versioned } from './json.ts'
import type { Ref } from './rendered.ts'
import { clean } from './text.ts'

export type OrganisationContent = Pick<Organisation, 'ods' | 'name' | 'address' | 'contacts'>

/** @param mainSite the Location of its main site, if the directory has it */
export function organization(ref: Ref, source: OrganisationContent, mainSite: Ref | undefined) {
  const { ods, name, address, contacts } = source
  return versioned('Organization', idOf(ref), profiles.organization, {
    extension:
      mainSite === undefined ? undefined : [{ url: extensions.mainLocation, valueReference: reference(mainSite) }],
    identifier: ods === undefined ? undefined : [{ system: identifiers.odsOrganization, value: ods }],
    name: clean(name) ?? ods ?? 'Unknown organisation',
    telecom: telecoms(contacts, workUse),
    address: address === undefined ? undefined : addresses([address], workUse),
  })
}
