// Which file of the TypeScript parts may import which? Run by `npm run check` of each part, in its folder.

/** The folders of the chat, from the top: each imports only from those below it. */
const STOREYS = [
  'app',
  'history',
  'details',
  'composer',
  'lists',
  'account',
  'session',
  'parts',
  'state',
  'words',
]

const storeys = STOREYS.slice(1).map((name, above) => ({
  name: `${name}-imports-downwards`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: `^src/(${STOREYS.slice(0, above + 1).join('|')})/` },
}))

export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-missing', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'every-folder-has-its-storey',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/[^/]+/', pathNot: `^src/(${STOREYS.join('|')})/` },
    },
    ...storeys,
    {
      name: 'machine-and-projection-do-no-io',
      severity: 'error',
      from: { path: '^src/(machine|streams|outbox|projection|reduce|shown|stretch)\\.ts$' },
      to: { path: '^src/(client|live|link|rest|session|socket|transport|.*store)\\.ts$', reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^\\.\\./'] },
    // Imports of types count: a circle of them is a circle of thoughts.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'types', 'default'],
      exportsFields: ['exports'],
    },
  },
}
