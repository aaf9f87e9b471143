import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExportItem } from '../../src/main/engine/export/export-format.ts'
import { deliveryDetail } from '../support/delivery-detail.ts'
import { exportInputs } from '../support/export-inputs.ts'
import { fileBytes, renderFormat } from '../support/render-format.ts'
import {
  deliveredHeaders,
  exportedHeaders,
  type HeardRequest,
  headersByName,
  requestLog,
} from '../support/request-log.ts'

// Each framework runs once: a file with all requests, which has to pass, and one that has to fail in each way there is.

const root = resolve(import.meta.dirname, '../..')
const token = '/in/q83vEjRWeJCrze8SNFZ4kA'

/** Each request of `exportInputs` under a path that names it, with another answer than the usual one. */
const inputs = [...exportInputs()].map(([name, item]): [string, ExportItem] => {
  const { delivery } = item
  const target = `${token}/${name}?a=%20b`
  const answerGiven = { ...delivery.answerGiven!, status: 201, body: `"${name}"\n` }
  return [name, { ...item, delivery: { ...delivery, answerGiven, request: { ...delivery.request, target } } }]
})

/** Deliveries whose tests fail, by the path that they go to. */
const failing: Readonly<Record<string, ExportItem>> = {
  'answers-500': itemTo('answers-500', {}),
  'never-answers': itemTo('never-answers', { deadlineMs: 300 }),
  'answers-otherwise': itemTo('answers-otherwise', {}),
}

function itemTo(path: string, part: { deadlineMs?: number }): ExportItem {
  const delivery = deliveryDetail(part, { target: `${token}/${path}`, headers: [['Content-Type', 'text/plain']] })
  return { delivery, body: Buffer.from('x'), endpointName: 'x' }
}

function answer({ url }: HeardRequest, response: ServerResponse): void {
  const name = /^\/hooks\/([\w-]+)/.exec(url)?.[1] ?? ''
  if (name === 'never-answers') return
  if (name === 'answers-500') response.writeHead(500).end('ok')
  else if (name === 'answers-otherwise') response.end('not ok')
  else response.writeHead(201).end(`"${name}"\n`)
}

interface Framework {
  readonly id: string
  /** Null where the tools are here; else what is missing. */
  readonly missing: string | null
  readonly command: (files: readonly string[]) => readonly [file: string, ...args: string[]]
  /** Numbers of passed and failed tests in its output. */
  readonly counts: (output: string) => { passed: number; failed: number }
  /** How the headers that arrive differ from those captured: Go and Playwright write them in their own way. */
  readonly sends: (got: HeardRequest, item: ExportItem) => readonly [got: unknown, expected: unknown]
}

const bin = (name: string) => join(root, 'node_modules/.bin', name)
const number = (output: string, pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? 0)
const inWords = (output: string) => ({
  passed: number(output, /(\d+) passed/),
  failed: number(output, /(\d+) failed/),
})
const exactly: Framework['sends'] = (got, item) => [deliveredHeaders(got), exportedHeaders(item)]
/** Names in any case and order, values of one name in order; without those that the client adds. */
const byName: Framework['sends'] = (got, item) => {
  const expected: Record<string, string> = { ...headersByName(exportedHeaders(item)) }
  // Go sends no empty one.
  if (expected['user-agent'] === '') delete expected['user-agent']
  const all = headersByName(deliveredHeaders(got))
  return [Object.fromEntries(Object.keys(expected).map((name) => [name, all[name]])), expected]
}

function missing(what: string, file: string, ...args: string[]): string | null {
  try {
    execFileSync(file, args, { stdio: 'ignore' })
    return null
  } catch {
    return `${what} is not installed`
  }
}

/** Debian's packages are found by its own interpreter only. */
const python = ['python3', '/usr/bin/python3'].find((file) => missing('', file, '-c', 'import pytest, httpx') === null)

const frameworks: readonly Framework[] = [
  {
    id: 'vitest',
    missing: null,
    command: (files) => [process.execPath, bin('vitest'), 'run', '--root=.', '--pool=threads', ...files],
    counts: (output) => inWords(/Tests .*/.exec(output)?.[0] ?? ''),
    sends: exactly,
  },
  {
    id: 'jest',
    missing: null,
    command: (files) => [process.execPath, bin('jest'), '--runInBand', '--rootDir=.', '--no-watchman', ...files],
    counts: (output) => inWords(/Tests: .*/.exec(output)?.[0] ?? ''),
    sends: exactly,
  },
  {
    id: 'node-test',
    missing: null,
    command: (files) => [process.execPath, '--test', '--test-reporter=tap', ...files],
    counts: (output) => ({ passed: number(output, /# pass (\d+)/), failed: number(output, /# fail (\d+)/) }),
    sends: exactly,
  },
  {
    id: 'playwright',
    missing: null,
    command: (files) => [process.execPath, bin('playwright'), 'test', '--workers=1', '--reporter=line', ...files],
    counts: inWords,
    sends: byName,
  },
  {
    id: 'pytest',
    missing: python === undefined ? 'pytest with httpx is not installed' : null,
    command: (files) => [python ?? '', '-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...files],
    counts: inWords,
    sends: exactly,
  },
  {
    id: 'go-test',
    missing: missing('Go', 'go', 'version'),
    command: (files) => ['go', 'test', '-v', ...files],
    counts: (output) => ({
      passed: output.match(/^ {4}--- PASS/gm)?.length ?? 0,
      failed: output.match(/^ {4}--- FAIL/gm)?.length ?? 0,
    }),
    sends: byName,
  },
]

/** Runs a command and gives what it printed, whatever came of it. */
function output([file, ...args]: readonly [string, ...string[]], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { NODE_OPTIONS: _, VITEST: __, ...rest } = process.env
  return new Promise((done) => {
    execFile(
      file,
      args,
      { cwd, timeout: 20_000, env: { ...rest, CI: '1', NO_COLOR: '1', FORCE_COLOR: '0', ...env } },
      (_error, stdout, stderr) => done(stdout + stderr),
    )
  })
}

let server: Awaited<ReturnType<typeof requestLog>>
let folder: string

beforeAll(async () => {
  server = await requestLog(answer)
  folder = await mkdtemp(join(tmpdir(), 'switchhook-test-'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), '{"private":true}')
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

describe.each(frameworks)('$id', ({ id, missing: reason, command, counts, sends }) => {
  it.skipIf(reason !== null)(
    'runs as it is, sends what was captured, and fails where the answer is not right',
    async () => {
      server.heard.length = 0
      const files = [
        ...renderFormat(
          id,
          inputs.map(([, item]) => item),
          { assertAnswer: true },
        ),
        ...renderFormat(id, [failing['answers-500']!, failing['never-answers']!]),
        ...renderFormat(id, [failing['answers-otherwise']!], { assertAnswer: true }),
      ]
      for (const file of files) await writeFile(join(folder, file.name), fileBytes(file))

      const text = await output(command(files.map(({ name }) => name)), folder, {
        TARGET_URL: `http://127.0.0.1:${server.port}/hooks/`,
      })

      expect(counts(text), text).toEqual({ passed: inputs.length, failed: 3 })
      for (const [name, item] of inputs) {
        const [got] = server.heard.filter(({ url }) => url === `/hooks/${name}?a=%20b`)
        expect(got?.method, name).toBe(item.delivery.request.method)
        expect(got?.body.equals(item.body), name).toBe(true)
        const [headers, expected] = sends(got!, item)
        expect(headers, name).toEqual(expected)
      }
    },
    120_000,
  )
})
