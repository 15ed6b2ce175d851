export * from './capabilities.ts'
export * from './keys.ts'
export * from './model.ts'
export * from './writer.ts'
