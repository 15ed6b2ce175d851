export * from './contract.ts'
export { documents } from './documents/index.ts'
export { type EmisTable, emisTables } from './emis/columns.ts'
export { emis } from './emis/index.ts'
export { gp2gp } from './gp2gp/index.ts'
export { pds, personColumns } from './gp2gp/people.ts'
export { local, registrationItem } from './local/index.ts'
export { registeredAgain } from './local/registered-again.ts'
export { recordFields as gpr4Fields } from './microtest/gpr4.ts'
export { microtest } from './microtest/index.ts'
export * from './neutral/index.ts'
export * from './neutral/places.ts'
export { taken } from './taken/index.ts'
export {
  type TakenEntry,
  type TakenSummary,
  table as takenTable,
  takenDelivery,
  takenKey,
  takenRemoval,
  takenSummary,
} from './taken/rows.ts'
export { tpp } from './tpp/index.ts'
export { tppColumns } from './tpp/layout.ts'
export { liveColumns as visionColumns, type VisionTable } from './vision/columns.ts'
export { vision } from './vision/index.ts'
