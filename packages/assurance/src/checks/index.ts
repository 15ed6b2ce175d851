/** All cases, in the order of the features. */
import type { Case } from '../check.ts'
import { accessCases } from './access.ts'
import { allergyCases } from './allergies.ts'
import { areaCases } from './area-records.ts'
import { consultationCases } from './consultations.ts'
import { documentCases } from './documents.ts'
import { headerCases } from './headers.ts'
import { healthcareCases } from './healthcare.ts'
import { htmlCases } from './html.ts'
import { httpCases } from './http.ts'
import { immunisationCases } from './immunisations.ts'
import { investigationCases } from './investigations.ts'
import { jwtCases } from './jwt.ts'
import { locationCases } from './locations.ts'
import { medicationCases } from './medications.ts'
import { metadataCases } from './metadata.ts'
import { migrateCases } from './migrate.ts'
import { multipleCases } from './multiple.ts'
import { organizationCases } from './organizations.ts'
import { parameterCases } from './parameters.ts'
import { patientReadCases } from './patient-read.ts'
import { patientSearchCases } from './patient-search.ts'
import { diaryDateCases, periodCases } from './periods.ts'
import { practitionerCases } from './practitioners.ts'
import { problemCases } from './problems.ts'
import { registerCases } from './register.ts'

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
  ...healthcareCases,
  ...registerCases,
  ...allergyCases,
  ...medicationCases,
  ...areaCases,
  ...periodCases,
  ...consultationCases,
  ...problemCases,
  ...immunisationCases,
  ...investigationCases,
  ...diaryDateCases,
  ...accessCases,
  ...parameterCases,
  ...multipleCases,
  ...migrateCases,
  ...documentCases,
  ...htmlCases,
]
