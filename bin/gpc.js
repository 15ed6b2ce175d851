#!/usr/bin/env node
// Runs gpc with the Node that npm installed, whatever Node calls this.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url))
// imports and answers make much that lives briefly: a small young generation keeps memory low at no loss of speed
const flags = ['--max-semi-space-size=4']
const args = [...flags, path('packages/cli/src/main.ts'), ...process.argv.slice(2)]
const child = spawn(path('node_modules/node/bin/node'), args, {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', () => {
  console.error('gpc needs the Node that npm brings: run npm ci first.')
  process.exitCode = 1
})
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? code : 1
})
