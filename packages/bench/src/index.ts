export { runBench } from './bench.ts'
export { type BenchOptions, type Part, parts } from './options.ts'
export { benchmarksPage, report } from './report.ts'
export type { BenchResult } from './result.ts'
