import { type ChildProcess, spawn } from 'node:child_process'
import { cp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { type ReadyLine, temporaryFolder } from '../support/headless-host.ts'
import { startLocaltunnelServer } from '../support/localtunnel-server.ts'
import { npm, type Ran, runProgram } from '../support/npm.ts'
import { plainRequest } from '../support/provider-requests.ts'
import { post } from '../support/start-engine.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = temporaryFolder()
const at = (...parts: string[]) => join(folder.path, ...parts)

interface PackedFile {
  readonly path: string
}
let packed: { readonly filename: string; readonly size: number; readonly files: readonly PackedFile[] }
let installed: Ran

/** The example, with the packed package installed in it. */
const project = at('project')
const env = { SWITCHHOOK_DATA: at('data'), REPLICER_SECRET: 'rpl_package_secret' }
const switchhook = (...args: string[]) =>
  runProgram(join(project, 'node_modules/.bin/switchhook'), args, { cwd: project, env })

/** Half of it is compressing 28 MB. */
const packTimeoutMs = 240_000

beforeAll(async () => {
  // A copy, because npm puts another manifest in its place meanwhile.
  const parts = ['bin', 'docs', 'out', 'resources', 'scripts', 'LICENSE', 'README.md', 'package.json']
  for (const part of [...parts, 'package-lock.json', 'node_modules/better-sqlite3']) {
    await cp(join(root, part), at('checkout', part), {
      recursive: true,
      dereference: true,
      preserveTimestamps: true,
      filter: (path) => !/screenshots|better-sqlite3.(deps|src)/.test(path),
    })
  }
  const pack = await npm(['pack', '--json', '--silent', '--pack-destination', folder.path], at('checkout'))
  if (pack.code !== 0) throw new Error(`npm pack: ${pack.stdout}${pack.stderr}`)
  packed = Object.values(JSON.parse(pack.stdout) as Record<string, typeof packed>)[0]!

  await cp(join(root, 'docs/example'), project, { recursive: true })
  const manifest = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'))
  const devDependencies = { switchhook: `file:${at(packed.filename)}` }
  await writeFile(join(project, 'package.json'), JSON.stringify({ ...manifest, devDependencies }))
  // Nothing is asked of a registry.
  installed = await npm(['install', '--offline', '--no-audit', '--no-fund'], project)
  // The rest of the example's development dependencies.
  await symlink(join(root, 'node_modules/vitest'), join(project, 'node_modules/vitest'), 'junction')
  await symlink(join(root, 'node_modules/.bin/vitest'), join(project, 'node_modules/.bin/vitest'))
}, packTimeoutMs)
afterAll(() => folder.remove())

test('the package holds what runs, and nothing of the checkout or the desktop', async () => {
  const paths = packed.files.map(({ path }) => path)
  const others = /^(src|test|bench|scripts|node_modules)\/|^out\/preload|\.png$|tsbuildinfo/

  expect(paths).toEqual(
    expect.arrayContaining(['bin/switchhook.cjs', 'out/main/cli.js', 'out/renderer/index.html', 'LICENSE']),
  )
  expect(paths.filter((path) => others.test(path))).toEqual([])
  expect(packed.size).toBeLessThan(16_000_000)
})

test('packing leaves the checkout as it was', async () => {
  expect(await readFile(at('checkout/package.json'))).toEqual(await readFile(join(root, 'package.json')))
  expect((await readdir(at('checkout'))).filter((name) => name.includes('saved'))).toEqual([])
  expect((await readdir(at('checkout/out'))).toSorted()).toEqual(['main', 'preload', 'renderer', 'testing'])
})

test('it installs itself alone: no dependency, no other Node, no script', async () => {
  const manifest = JSON.parse(await readFile(join(project, 'node_modules/switchhook/package.json'), 'utf8'))
  const modules = (await readdir(join(project, 'node_modules'))).filter((name) => !name.startsWith('.'))

  expect(installed).toMatchObject({ code: 0, stdout: expect.stringMatching(/added 1 package /) })
  expect(modules.toSorted()).toEqual(['switchhook', 'vitest'])
  expect(manifest).toMatchObject({ engines: { node: '>=24' } })
  for (const key of ['scripts', 'dependencies', 'devDependencies', 'optionalDependencies', 'private'])
    expect(manifest).not.toHaveProperty(key)
})

test('the installed command looks around, takes a delivery through its tunnel, and lists it', async () => {
  const tunnel = await startLocaltunnelServer()
  const program = join(project, 'node_modules/switchhook/bin/switchhook.cjs')
  const host = spawn(
    process.execPath,
    [program, 'listen', '--json', '--tunnel-host', tunnel.url, '--port', '0', '--ui-port', '0'],
    { cwd: project, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  try {
    const { ui, endpoints } = await firstLine(host)
    const page = await fetch(ui)
    const url = new URL(endpoints.find(({ name }) => name === 'Anything')!.publicUrl!)
    const delivery = plainRequest(Buffer.from('{"hello":"package"}'))
    const answer = await post(`http://127.0.0.1:${url.port}${url.pathname}`, delivery, url.host)
    const waited = await switchhook('wait', '--match', 'package status:200', '--since', 'start')
    const listed = await switchhook('list', 'package', '--json')
    const doctor = await switchhook('doctor')

    expect(page.status).toBe(200)
    expect(answer.status).toBe(200)
    expect(waited.code).toBe(0)
    expect(JSON.parse(listed.stdout)).toMatchObject({ type: 'delivery', method: 'POST', answer: { status: 200 } })
    expect(doctor).toMatchObject({ code: 0, stdout: expect.stringMatching(/ok +Host +version 0\.1\.0/) })
  } finally {
    host.kill('SIGTERM')
    await new Promise((done) => host.once('close', done))
    await tunnel.kill()
  }
  expect(host.exitCode).toBe(0)
})

// The steps of its workflow but the installation, which is above.
test('the example is green, step by step', async (context) => {
  if (process.platform === 'win32') context.skip('its script is for a POSIX shell')
  const workflow = await readFile(join(project, '.github/workflows/webhooks.yml'), 'utf8')
  const steps = [...workflow.matchAll(/^ +- run: (.+)$/gm)].map(([, command]) => command!)
  const path = `${join(project, 'node_modules/.bin')}:${join(root, 'node_modules/.bin')}:${process.env.PATH}`
  const results: Ran[] = []
  for (const step of steps.slice(1)) {
    results.push(
      await runProgram('bash', ['-c', step], { cwd: project, env: { PATH: path, PORT: String(await freePort()) } }),
    )
  }

  expect(steps).toEqual(['npm install', 'npm test', 'npm run test:webhooks'])
  expect(results).toMatchObject([
    { code: 0, stdout: expect.stringMatching(/6 passed/) },
    { code: 0, stdout: expect.stringMatching(/call\.ended .*204[\s\S]*call\.ended .*401/) },
  ])
})

test('an older Node is told what is needed', async () => {
  const pretend = at('pretend.cjs')
  await writeFile(
    pretend,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })",
  )
  const args = ['--require', pretend, join(root, 'bin/switchhook.cjs'), 'list']
  const { code, stderr } = await runProgram(process.execPath, args, { cwd: folder.path })
  await rm(pretend)

  expect(code).toBe(1)
  expect(stderr).toMatch(/^Switchhook runs on Node 24 or newer, and this is Node 20\.20\.2\. Install one from .*\n$/)
})

async function firstLine(host: ChildProcess): Promise<ReadyLine> {
  const lines = createInterface({ input: host.stdout! })
  const line = await new Promise<string>((done, fail) => {
    lines.once('line', done)
    host.once('close', (code) => fail(new Error(`it ended with code ${code}`)))
  })
  lines.close()
  host.stdout!.resume()
  return JSON.parse(line) as ReadyLine
}
