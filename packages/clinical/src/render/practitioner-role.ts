/** The PractitionerRole resource. */
import { codeSystems, profiles } from '@gpc/fhir'
import type { StaffRole } from '../model/directory.ts'
import { idOf } from './identity.ts'
import { reference, some, versioned } from './json.ts'
import type { Ref } from './rendered.ts'
import { jobRole } from './sds-job-roles.ts'
import { clean } from './text.ts'

/** @param organisation where the role is, if the directory has it */
export function practitionerRole(ref: Ref, practitioner: Ref, role: StaffRole, organisation: Ref | undefined) {
  return versioned('PractitionerRole', idOf(ref), profiles.practitionerRole, {
    practitioner: reference(practitioner),
    organization: organisation === undefined ? undefined : reference(organisation),
    code: some(codes(role)),
  })
}

/** The SDS job role, the SNOMED CT code and the source's words, each as its own concept: the profile wants the first one alone. */
function codes({ code, snomed, name }: StaffRole): object[] {
  const job = code === undefined ? undefined : jobRole(code)
  const words = clean(name)
  const text = words === job?.display ? undefined : words
  const found: object[] = []
  if (job !== undefined) found.push({ coding: [job] })
  if (snomed !== undefined) found.push({ coding: [{ system: codeSystems.snomed, code: snomed }], text })
  else if (text !== undefined) found.push({ text })
  return found
}
