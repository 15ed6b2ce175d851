export * from './import.ts'
export * from './register.ts'
