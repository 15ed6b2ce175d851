export * from './contract.ts'
export { type EmisTable, emisTables } from './emis/columns.ts'
export { emis } from './emis/index.ts'
