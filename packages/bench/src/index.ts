export { runBench } from './bench.ts'
export { type BenchOptions, type Part, parts } from './options.ts'
export type { BenchResult } from './result.ts'
