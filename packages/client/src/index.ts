export type { Appointments } from './appointments/appointments.ts'
export type { Amendment, Booking } from './appointments/booking.ts'
export {
  NotBookableError,
  OutcomeUnknownError,
  SlotTakenError,
  StaleAppointmentError,
} from './appointments/errors.ts'
export {
  addressOf,
  type FilterStatus,
  type FreeSlot,
  idOf,
  inTimeOrder,
  isWished,
  nameOf,
  type Wish,
} from './appointments/free-slot.ts'
export type { Appointment, Schedule, Slot } from './appointments/resources.ts'
export { type OrganisationType, organisationTypes, rangesOf, type SlotRange } from './appointments/slot-query.ts'
export type { NoAnswer, SlotAnswer, SlotSearch } from './appointments/slots.ts'
export type { RecordArea } from './areas.ts'
export type { RecordConsultation, RecordHeading, RecordTopic } from './consultations.ts'
export { type DemographicDifference, demographicDifferences, type LocalDemographics } from './demographics.ts'
export {
  type DocumentRequest,
  type DocumentSearch,
  type Documents,
  type FetchedDocument,
  type FoundDocuments,
  type RecordDocument,
  readDocument,
} from './documents.ts'
export * from './errors.ts'
export type { Foundations, NewPatient } from './foundations.ts'
export { type CallOptions, createGpConnect, type GpConnect } from './gp-connect.ts'
export {
  type CareRecordHtml,
  type CareRecordSection,
  type CareRecords,
  careRecordSections,
} from './html/care-record.ts'
export { sanitised } from './html/sanitise.ts'
export type { RecordReport, RecordResult } from './investigations.ts'
export { listCodes, type RecordList, type RecordListEntry } from './lists.ts'
export type { RecordMedication } from './medications.ts'
export type { Device, GpConnectOptions, SdsAccess, User } from './options.ts'
export { type ClinicalAreas, migrateParameters, type SearchPeriod, structuredParameters } from './parameters.ts'
export type { RecordLink, RecordProblem } from './problems.ts'
export { allergyEnd, descriptionOf, displayOf, findExtension, findExtensions, hasCode } from './reading.ts'
export { type RecordAreas, readRecord, type StructuredRecord, saysNoAllergies, saysNoKnownAllergies } from './record.ts'
export type { Resolve } from './references.ts'
export type { CapabilityStatement } from './schema.ts'
export type { Facts } from './take/compare.ts'
export { type TakeEntry, type TakenArea, takenAreas } from './take/entry.ts'
export { planTake, type TakeDecision, type TakePlan, type TakeRequest } from './take/plan.ts'
export { makeToken, type Requester } from './token.ts'
export { type BloodPressure, bloodPressure, quantityText, rangeText, valueText } from './values.ts'
export type { RecordWarning } from './warnings.ts'
