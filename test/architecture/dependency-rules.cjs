/**
 * Import rules; their names read as sentences. `src/main/index.ts` and `src/main/headless.ts` are composition roots.
 * `pathNot` of a slice allows itself, `engine/lib` and `shared`.
 */
const engine = '^src/main/engine'
const slices = ['providers', 'checker', 'signatures', 'export', 'tunnel', 'replay', 'log']

/** Safe fixtures are signed again in the export thread: these two files ask the schemes for it. */
const signsAgain = `${engine}/export/pseudonymise/(sign-again|fixture-secret)\\.ts$`

const sliceRules = slices.map((slice) => ({
  name: `${slice}-knows-no-other-slice`,
  severity: 'error',
  from: { path: `${engine}/${slice}/`, pathNot: signsAgain },
  to: { path: engine, pathNot: [`${engine}/${slice}/`, `${engine}/lib/`, `${engine}/ports\\.ts$`] },
}))

const pluginRules = [
  ['signatures/schemes', 'signatures/(schemes|registry)'],
  ['export/formats', 'export/(formats|registry|render|exporter|thread|mask-items)'],
  ['import/readers', 'import/(readers|registry|read-source|import-session|thread|importer|uploads)'],
  ['tunnel/drivers', 'tunnel/(drivers|registry|supervisor|open-tunnel)'],
].map(([folder, forbidden]) => ({
  name: `${folder.replace('/', '-')}-are-leaves`,
  comment: 'a plug-in sees its contract and helpers, never its siblings or the registry',
  severity: 'error',
  from: { path: `${engine}/${folder}/` },
  to: { path: `${engine}/${forbidden}` },
}))

const features = '^src/renderer/src/features'

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: { path: '^src' }, to: { circular: true } },
    {
      name: 'source-never-sees-tests',
      severity: 'error',
      from: { path: '^src' },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'electron-stays-in-its-folder',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/(main/electron/|main/index\\.ts$|preload/)' },
      to: { path: '(^|/)electron($|/)', dependencyTypesNot: ['local'] },
    },
    {
      name: 'headless-never-reaches-electron',
      severity: 'error',
      from: { path: '^src/main/headless\\.ts$' },
      to: { path: 'node_modules/electron/|^electron$', reachable: true },
    },
    {
      name: 'shared-is-pure',
      severity: 'error',
      from: { path: '^src/shared' },
      to: { pathNot: '^src/shared|node_modules/(zod|jsonc-parser|saxes|jsondiffpatch)/' },
    },
    {
      name: 'renderer-sees-only-shared',
      severity: 'error',
      from: { path: '^src/renderer' },
      to: { path: '^src/(main|preload)' },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^src/renderer' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'preload-sees-only-shared',
      severity: 'error',
      from: { path: '^src/preload' },
      to: { path: '^src/(main|renderer)' },
    },
    {
      name: 'main-never-sees-ui',
      severity: 'error',
      from: { path: '^src/main' },
      to: { path: '^src/(renderer|preload)' },
    },
    {
      name: 'engine-is-the-bottom',
      severity: 'error',
      from: { path: engine },
      to: { path: '^src/main', pathNot: engine },
    },
    {
      name: 'engine-takes-zlib-from-lib',
      comment: 'Node aborts where a thread is ended at the wrong moment in zlib; lib/zlib.ts keeps that from happening',
      severity: 'error',
      from: { path: engine, pathNot: `${engine}/lib/zlib\\.ts$` },
      to: { path: '^zlib$', dependencyTypes: ['core'] },
    },
    {
      name: 'engine-lib-is-a-leaf',
      severity: 'error',
      from: { path: `${engine}/lib/` },
      to: { path: '^src', pathNot: [`${engine}/lib/`, `${engine}/ports\\.ts$`, '^src/shared'] },
    },
    {
      name: 'projections-see-only-the-log',
      severity: 'error',
      from: { path: `${engine}/projections/` },
      to: { path: engine, pathNot: [`${engine}/(projections|log|lib)/`, `${engine}/ports\\.ts$`] },
    },
    {
      name: 'reading-sees-only-log-and-projections',
      severity: 'error',
      from: { path: `${engine}/reading/` },
      to: { path: engine, pathNot: [`${engine}/(reading|projections|log|lib)/`, `${engine}/ports\\.ts$`] },
    },
    {
      name: 'capture-knows-no-host-side',
      comment:
        'the capture thread never asks the host: state and flows reach it as a snapshot; how a target is addressed and its errors are worded it shares with replays',
      severity: 'error',
      from: { path: `${engine}/capture/` },
      to: {
        path: `${engine}/(state|flows|projections|reading|tunnel|replay|export)/`,
        pathNot: `${engine}/replay/(target|prepare-headers|send-request|outcome)\\.ts$`,
      },
    },
    {
      name: 'judging-combines-only-what-judges',
      severity: 'error',
      from: { path: `${engine}/judging/` },
      to: {
        path: engine,
        pathNot: [`${engine}/(judging|providers|checker|signatures|log|lib)/`, `${engine}/ports\\.ts$`],
      },
    },
    {
      name: 'import-knows-no-host-side',
      severity: 'error',
      from: { path: `${engine}/import/` },
      to: { path: `${engine}/(capture|state|flows|projections|reading|tunnel|replay|export|runs)/` },
    },
    {
      name: 'state-below-flows',
      severity: 'error',
      from: { path: `${engine}/state/` },
      to: { path: `${engine}/(flows|reading|projections|engine\\.ts$)` },
    },
    ...sliceRules,
    {
      name: 'signing-again-sees-only-the-schemes',
      severity: 'error',
      from: { path: signsAgain },
      to: {
        path: engine,
        pathNot: [
          `${engine}/export/pseudonymise/`,
          `${engine}/signatures/(judge|registry|signature-scheme)\\.ts$`,
          `${engine}/lib/`,
        ],
      },
    },
    ...pluginRules,
    {
      name: 'flows-below-engine',
      severity: 'error',
      from: { path: `${engine}/(flows|runs)/` },
      to: { path: `${engine}/engine\\.ts$` },
    },
    {
      name: 'api-and-hosts-enter-by-the-front-door',
      severity: 'error',
      from: { path: '^src/main/(api|electron|headless|hosting|mcp|index|headless\\.ts|index\\.ts)' },
      to: { path: engine, pathNot: [`${engine}/(engine|ports)\\.ts$`, `${engine}/lib/`] },
    },
    {
      name: 'commands-enter-by-the-front-or-the-back-door',
      severity: 'error',
      from: { path: '^src/main/cli' },
      to: { path: engine, pathNot: [`${engine}/(engine|offline|ports)\\.ts$`, `${engine}/lib/`] },
    },
    {
      name: 'api-below-hosts',
      severity: 'error',
      from: { path: '^src/main/api' },
      to: { path: '^src/main/(electron|headless|hosting)' },
    },
    {
      name: 'mcp-below-hosts',
      severity: 'error',
      from: { path: '^src/main/mcp/' },
      to: { path: '^src/main/(electron|headless|hosting|cli)/' },
    },
    {
      name: 'hosts-are-siblings',
      severity: 'error',
      from: { path: '^src/main/(electron|headless)/' },
      to: { path: '^src/main/(electron|headless)/', pathNot: '^src/main/$1/' },
    },
    {
      name: 'features-are-siblings',
      severity: 'error',
      from: { path: `${features}/([^/]+)/` },
      to: { path: `${features}/`, pathNot: `${features}/$1/` },
    },
    {
      name: 'ui-kit-is-a-leaf',
      severity: 'error',
      from: { path: '^src/renderer/src/ui/' },
      to: { path: '^src', pathNot: ['^src/renderer/src/ui/', '^src/shared'] },
    },
    {
      name: 'state-and-client-below-features',
      severity: 'error',
      from: { path: '^src/renderer/src/(state|client|code)/' },
      to: { path: `${features}/` },
    },
    {
      name: 'testing-takes-only-what-judges-and-sends',
      comment: 'a test helper runs in the process of the test: no log, no threads, no state',
      severity: 'error',
      from: { path: '^src/testing' },
      to: {
        path: '^src/(main|renderer|preload)',
        pathNot: [`${engine}/(offline|judging|providers|signatures|replay|lib)/`, `${engine}/log/entries\\.ts$`],
      },
    },
    {
      name: 'nothing-needs-testing',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/testing' },
      to: { path: '^src/testing' },
    },
    {
      name: 'only-one-file-opens-the-database',
      severity: 'error',
      from: { path: '^src', pathNot: `${engine}/lib/database\\.ts$` },
      to: { path: 'better-sqlite3', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'src/main/tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], exportsFields: ['exports'] },
  },
}
