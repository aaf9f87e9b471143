import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const rules = join(import.meta.dirname, 'dependency-rules.cjs')

interface Violation {
  readonly rule: { readonly name: string }
  readonly from: string
  readonly to: string
}

/** Import rule violations below `dirs`, by dependency-cruiser's own command. */
function violations(...dirs: string[]): Violation[] {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  let out: string
  try {
    out = execFileSync(process.execPath, [bin, '--config', rules, '--output-type', 'json', ...dirs], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    })
  } catch (error) {
    out = (error as { stdout: string }).stdout
  }
  return (JSON.parse(out) as { summary: { violations: Violation[] } }).summary.violations
}

/** Planted files, each breaking one rule; removed afterwards. */
const planted: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['engine-is-the-bottom', 'src/main/engine/lib/planted-a.ts', "import '../../api/wire-planted.ts'"],
  [
    'electron-stays-in-its-folder',
    'src/main/engine/lib/planted-b.ts',
    "import { app } from 'electron'\nexport const a = app",
  ],
  [
    'tunnel-knows-no-other-slice',
    'src/main/engine/tunnel/planted-c.ts',
    "import { targetFor } from '../replay/target.ts'\nexport const t = targetFor",
  ],
  ['shared-is-pure', 'src/shared/model/planted-d.ts', "import 'node:fs'"],
  [
    'renderer-sees-only-shared',
    'src/renderer/src/ui/planted-e.ts',
    "import type { Engine } from '../../../main/engine/ports.ts'\nexport type E = Engine",
  ],
  ['no-cycles', 'src/main/engine/lib/planted-f.ts', "import { g } from './planted-g.ts'\nexport const f = () => g"],
  [
    'testing-takes-only-what-judges-and-sends',
    'src/testing/planted-h.ts',
    "import type { Packer } from '../main/engine/log/packer.ts'\nexport type P = Packer",
  ],
  ['features-are-siblings', 'src/renderer/src/features/planted-x/x.ts', "import '../planted-y/y.ts'"],
  [
    'engine-takes-zlib-from-lib',
    'src/main/engine/log/planted-i.ts',
    "import { gunzipSync } from 'node:zlib'\nexport const z = gunzipSync",
  ],
]
const helpers: readonly (readonly [file: string, source: string])[] = [
  ['src/main/api/wire-planted.ts', 'export {}'],
  ['src/main/engine/lib/planted-g.ts', "import { f } from './planted-f.ts'\nexport const g = () => f"],
  ['src/renderer/src/features/planted-y/y.ts', 'export {}'],
]

function unplant(): void {
  for (const [, file] of planted) rmSync(join(root, file), { force: true })
  for (const [file] of helpers) rmSync(join(root, file), { force: true })
  for (const name of ['planted-x', 'planted-y'])
    rmSync(join(root, 'src/renderer/src/features', name), { recursive: true, force: true })
}
/** Of one look at all sources, as it takes long, with the planted ones among them. */
let found: readonly Violation[] = []
beforeAll(() => {
  for (const [file, source] of [...helpers, ...planted.map(([, file, source]) => [file, source] as const)]) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), source)
  }
  found = violations('src')
}, 120_000)
afterAll(unplant)

test('every import keeps to the rules', () => {
  const isPlanted = ({ from }: Violation) => from.includes('planted-')
  expect(found.filter((one) => !isPlanted(one)).map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)).toEqual([])
})

test('each rule catches a planted violation', () => {
  const caught = found.map((v) => `${v.rule.name} ${v.from}`)
  for (const [rule, file] of planted) expect(caught).toContain(`${rule} ${file}`)
})
