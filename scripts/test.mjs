// npm test [-- project …]: the whole gate, or the Vitest projects that are named. Ends with "N passed, N failed".
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build, isOutOfDate } from './lib/build.mjs'
import { getChromium } from './lib/get-chromium.mjs'
import { nodeProblem } from './lib/node-version.mjs'
import { run } from './lib/run.mjs'

const root = resolve(import.meta.dirname, '..')
const bin = (path) => join(root, 'node_modules', path)
const projects = ['unit', 'pure', 'renderer', 'architecture', 'conformance', 'hosts', 'e2e', 'electron']
/** These drive the built bundles; the last two in a browser. */
const builtProjects = ['hosts', 'e2e', 'electron']
const browserProjects = ['e2e', 'electron']

/** Each row runs beside the others. */
const checks = [
  [['eslint', [bin('eslint/bin/eslint.js'), '.']]],
  [
    ['biome', [bin('@biomejs/biome/bin/biome'), 'check', '.']],
    ['knip', [bin('knip/bin/knip.js')]],
    ['types', [bin('typescript/bin/tsc'), '-b']],
  ],
]

async function gate(names) {
  const problem = nodeProblem()
  if (problem) return fail(problem)
  const unknown = names.find((name) => !projects.includes(name))
  if (unknown) return fail(`There is no test project "${unknown}"; there are ${projects.join(', ')}.`)
  const chosen = names.length > 0 ? names : projects

  const failures = names.length > 0 ? [] : await runChecks()
  if (chosen.some((name) => builtProjects.includes(name)) && isOutOfDate() && (await build()) !== 0)
    failures.push('build')
  const env = { ...process.env }
  if (chosen.some((name) => browserProjects.includes(name))) {
    const chromium = await getChromium()
    if (!chromium) return fail('No Chromium for the browser tests: install one, or set CHROMIUM_BIN to its path.')
    env.CHROMIUM_BIN = chromium
  }
  const { passed, failed, code } = await runVitest(chosen, env)
  for (const name of failures) process.stdout.write(`failed: ${name}\n`)
  process.stdout.write(`${passed} passed, ${failed + failures.length} failed\n`)
  return code !== 0 || failures.length > 0 ? 1 : 0
}

/** Runs every check, so that one run tells all; returns the names of those that failed. */
async function runChecks() {
  const failures = await Promise.all(checks.map(runRow))
  return failures.flat()
}

async function runRow(row) {
  const failures = []
  for (const [name, args] of row) {
    if ((await run(process.execPath, args)) !== 0) failures.push(name)
  }
  return failures
}

async function runVitest(chosen, env) {
  const dir = mkdtempSync(join(tmpdir(), 'switchhook-test-'))
  const report = join(dir, 'report.json')
  const code = await run(
    process.execPath,
    [
      bin('vitest/vitest.mjs'),
      'run',
      '--config',
      'test/vitest.config.ts',
      ...chosen.flatMap((name) => ['--project', name]),
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { env },
  )
  const counts = readCounts(report)
  rmSync(dir, { recursive: true, force: true })
  return { code, ...counts }
}

/** A file that does not load has no tests to count, so it counts as one that failed. */
function readCounts(report) {
  try {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
    const failed = testResults.reduce((sum, file) => {
      const inFile = file.assertionResults.filter((result) => result.status === 'failed').length
      return sum + (inFile > 0 ? inFile : Number(file.status === 'failed'))
    }, 0)
    return { passed: numPassedTests, failed }
  } catch {
    return { passed: 0, failed: 1 } // Vitest ended before it wrote its report.
  }
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.stdout.write('0 passed, 1 failed\n')
  return 1
}

process.exitCode = await gate(process.argv.slice(2))
