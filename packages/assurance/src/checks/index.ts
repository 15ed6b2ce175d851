/** All cases, in the order of the features. */
import type { Case } from '../check.ts'
import { accessCases } from './access.ts'
import { allergyCases } from './allergies.ts'
import { headerCases } from './headers.ts'
import { httpCases } from './http.ts'
import { jwtCases } from './jwt.ts'
import { locationCases } from './locations.ts'
import { medicationCases } from './medications.ts'
import { metadataCases } from './metadata.ts'
import { organizationCases } from './organizations.ts'
import { parameterCases } from './parameters.ts'
import { patientReadCases } from './patient-read.ts'
import { patientSearchCases } from './patient-search.ts'
import { practitionerCases } from './practitioners.ts'

export const cases: readonly Case[] = [
  ...httpCases,
  ...metadataCases,
  ...headerCases,
  ...jwtCases,
  ...patientSearchCases,
  ...patientReadCases,
  ...practitionerCases,
  ...organizationCases,
  ...locationCases,
  ...allergyCases,
  ...medicationCases,
  ...accessCases,
  ...parameterCases,
]
