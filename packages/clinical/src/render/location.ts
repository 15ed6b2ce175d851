/** The Location resource: one surgery, main or branch (FND-LOC-01, FND-LOC-02, FND-LOC-04). */
import { identifiers, profiles } from '@gpc/fhir'
import type { Site } from '../model/directory.ts'
import { address, telecoms, workUse } from './contact-details.ts'
import { idOf } from './identity.ts'
import { reference, versioned } from './json.ts'
import type { Ref } from './rendered.ts'
import { clean } from './text.ts'

export function location(ref: Ref, site: Site, organisation: Ref) {
  return versioned('Location', idOf(ref), profiles.location, {
    identifier: site.odsSite === undefined ? undefined : [{ system: identifiers.odsSite, value: site.odsSite }],
    name: clean(site.name),
    telecom: telecoms(site.contacts, workUse),
    address: address(site.address, workUse),
    managingOrganization: reference(organisation),
  })
}
