// Writes out/testing: the bundles of src/testing, which need nothing beside them but the packs, and their types.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { build } from 'vite'
import { providerTypes } from './provider-types.mjs'

const root = resolve(import.meta.dirname, '../..')
const source = join(root, 'src/testing')
const out = join(root, 'out/testing')

const entries = ['index', 'vitest', 'jest', 'playwright']
/** Sources whose declarations are the public types; they refer to no other. */
const declared = [...entries, 'matchers', 'receiver', 'send', 'types']

async function buildTesting() {
  rmSync(out, { recursive: true, force: true })
  await bundle(entries, 'es', 'js')
  // Jest loads ES modules only with a flag of Node's.
  await bundle(['index', 'jest'], 'cjs', 'cjs')
  for (const name of declared) writeFileSync(join(out, `${name}.d.ts`), declarationOf(`${name}.ts`))
  writeFileSync(join(out, 'provider-events.d.ts'), await providerTypes(join(root, 'resources/providers')))
}

const bundle = (names, format, extension) =>
  build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['vitest', '@playwright/test'] },
    build: {
      ssr: true,
      target: 'node22',
      outDir: out,
      emptyOutDir: false,
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, join(source, `${name}.ts`)])),
        output: { format, entryFileNames: `[name].${extension}`, chunkFileNames: `[name]-[hash].${extension}` },
      },
    },
  })

/** The declaration of one file alone; throws where an export has no type of its own. */
function declarationOf(file) {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(join(source, file), 'utf8'), {
    fileName: join(source, file),
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
    },
  })
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, formatHost))
  return outputText.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'")
}

const formatHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
}

await buildTesting()
