import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemProblem } from '../../scripts/check-system.cjs'

const root = resolve(import.meta.dirname, '../..')
const script = resolve(root, 'scripts/check-system.cjs')

describe('systemProblem', () => {
  it.each([
    ['npm/10.2.0 node/v20.11.0 linux x64 workspaces/false', '24.0.0'],
    ['npm/11.19.1 node/v24.21.0 darwin arm64', '24.21.0'],
    ['', '20.0.0'],
    // Another program that runs the scripts tells no version of npm.
    ['yarn/1.22.19 npm/? node/v22.0.0 linux x64', '22.0.0'],
  ])('%j on %s will do', (agent, version) => expect(systemProblem(agent, version)).toBeNull())

  it.each([
    ['npm/9.2.0 node/v18.20.4 linux x64', '24.21.0', 'this is Node 18.20.4 with npm 9.2.0.'],
    ['npm/6.14.4 node/v20.1.0 linux x64', '20.1.0', 'this is npm 6.14.4.'],
    ['', '12.22.9', 'this is Node 12.22.9.'],
  ])('%j on %s is too old, and says so in one line', (agent, version, words) => {
    const problem = systemProblem(agent, version)

    expect(problem).toContain(words)
    expect(problem).not.toContain('\n')
  })
})

describe('the script', () => {
  const run = (agent: string) =>
    spawnSync(process.execPath, [script], { env: { ...process.env, npm_config_user_agent: agent }, encoding: 'utf8' })

  it('prints the line and fails where the system is too old, else nothing', () => {
    const old = run('npm/9.2.0 node/v18.20.4 linux x64')
    expect([old.status, old.stderr.split('\n').length]).toEqual([1, 2])
    const fit = run('npm/10.2.0 node/v20.11.0 linux x64')
    expect([fit.status, fit.stderr + fit.stdout]).toEqual([0, ''])
  })

  it('runs before the installation and the start', () => {
    const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    expect([scripts.preinstall, scripts.prestart]).toEqual(Array(2).fill('node scripts/check-system.cjs'))
  })
})

describe('npm', () => {
  it('warns of nothing here: what it would say of engines concerns the Node that it brings along', () => {
    const config = (name: string) =>
      execFileSync('npm', ['config', 'get', name], { cwd: root, encoding: 'utf8' }).trim()
    expect(config('loglevel')).toBe('error')
  })
})
