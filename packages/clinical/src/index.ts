export * from './book/identity.ts'
export * from './book/model.ts'
export * from './book/render.ts'
export * from './book/rules.ts'
export * from './book/session.ts'
export * from './book/trust.ts'
export * from './layout/block.ts'
export * from './layout/layout.ts'
export * from './layout/pick.ts'
export * from './layout/select.ts'
export * from './layout/stored.ts'
export * from './model/allergy.ts'
export * from './model/consultation.ts'
export * from './model/diary.ts'
export * from './model/directory.ts'
export * from './model/document.ts'
export * from './model/entry.ts'
export * from './model/immunisation.ts'
export * from './model/investigation.ts'
export * from './model/medication.ts'
export * from './model/observation.ts'
export * from './model/patient.ts'
export * from './model/problem.ts'
export * from './model/record.ts'
export * from './model/referral.ts'
export { type RenderedAdmin, renderDirectory } from './render/directory.ts'
export { documentsRoot } from './render/document.ts'
export { renderHealthcareService } from './render/healthcare-service.ts'
export {
  endedAllergiesRef,
  idOf,
  organizationRef,
  patientId,
  practiceRef,
  unknownPractitionerRef,
} from './render/identity.ts'
export { languageOf } from './render/languages.ts'
export {
  type ListInput,
  type ListWarning,
  listEntry,
  listJson,
  type PrimaryList,
  primaryLists,
  secondaryListJson,
} from './render/list.ts'
export { type RenderedPatient, renderPatient } from './render/patient.ts'
export { renderRecord } from './render/record.ts'
export * from './render/rendered.ts'
export { jobRole, jobRoleNamed } from './render/sds-job-roles.ts'
export { isNoKnownAllergy } from './rules/no-known-allergies.ts'
