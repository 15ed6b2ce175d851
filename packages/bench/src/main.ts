import { runBench } from './bench.ts'

console.log(JSON.stringify(await runBench({ quick: true, progress: doing => console.error(doing) }), null, 1))
