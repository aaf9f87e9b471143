import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'docs/threat-model.md'), 'utf8')

test('each test that the threat model names exists', () => {
  const named = [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path!)

  expect(named.length).toBeGreaterThan(40)
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('each line of defence names a test, or says that there is none', () => {
  const tables = text.split('\n').filter((line) => line.startsWith('| ') && line.split('|').length === 5)
  const rows = tables.filter((line) => !/^\| (threat|point) \|/.test(line))

  expect(rows.length).toBeGreaterThan(45)
  expect(rows.filter((line) => !/`test\/|no test/.test(line.split('|')[3]!))).toEqual([])
})
