export * from './import.ts'
