/** The arrows between rooms (ARCHITECTURE.md). */
const may = {
  fhir: [],
  clinical: ['fhir'],
  systems: ['clinical', 'fhir'],
  store: ['clinical', 'fhir'],
  intake: ['systems', 'store', 'clinical', 'fhir'],
  spine: ['fhir'],
  provider: ['store', 'clinical', 'spine', 'fhir'],
  client: ['fhir'],
  synth: ['systems', 'clinical', 'fhir'],
  assurance: ['client', 'fhir'],
  bench: ['provider', 'intake', 'systems', 'store', 'synth', 'client', 'spine', 'clinical', 'fhir'],
}
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(may).map(([room, rooms]) => ({
      name: `arrows of ${room}`,
      comment: `${room} may import ${rooms.join(', ') || 'no other room'}`,
      severity: 'error',
      from: { path: `^packages/${room}/src`, pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/', pathNot: `^packages/(${[room, ...rooms].join('|')})/` },
    })),
    {
      name: 'SQL in the store only',
      severity: 'error',
      from: { path: '^packages/(?!store/)', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules/pg(-copy-streams)?/' },
    },
    { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no unresolved imports', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
