import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseQuery } from '#shared/query/parse-query.ts'
import { allCommands } from '../../../src/main/cli/registry.ts'
import { queryHint } from '../../../src/main/mcp/query-guide.ts'
import { tools } from '../../../src/main/mcp/registry.ts'

const root = resolve(import.meta.dirname, '../../..')
const commands = await allCommands()
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const skill = read('skills/switchhook/SKILL.md')
const docs = read('docs/agents.md')
const files = { 'skills/switchhook/SKILL.md': skill, 'llms.txt': read('llms.txt'), 'docs/agents.md': docs }

const commandNames = new Set(['listen', 'help', 'completion', ...commands.map(({ name }) => name)])
const toolNames = tools.map(({ name }) => name)

/** Lines of code blocks, and code within lines. */
const codeOf = (text: string) => [...text.matchAll(/^switchhook .*$|`([^`\n]+)`/gm)].map(([line, code]) => code ?? line)

/** Options of commands that exist, with those that the command knows. */
const optionsIn = (text: string) =>
  codeOf(text).flatMap((code) => {
    const command = commands.find(({ name }) => code.startsWith(`switchhook ${name} `))
    if (command === undefined) return []
    const known = [...Object.keys(command.options), 'json', 'data', 'help']
    return [...code.split('#')[0]!.matchAll(/ --([a-z-]+)/g)].map(([, option]) => ({ code, option: option!, known }))
  })

describe.each(Object.entries(files))('%s', (_, text) => {
  it('names commands that exist', () => {
    const named = codeOf(text).flatMap((code) => /^switchhook ([a-z]+)/.exec(code)?.[1] ?? [])

    expect(named.length).toBeGreaterThan(2)
    expect(named.filter((name) => !commandNames.has(name))).toEqual([])
  })

  it('names options that exist', () => {
    const named = optionsIn(text)

    if (_ === 'skills/switchhook/SKILL.md') expect(named.length).toBeGreaterThan(3)
    expect(named.filter(({ option, known }) => !known.includes(option)).map(({ code }) => code)).toEqual([])
  })

  it('links to files that exist', () => {
    const base = _.startsWith('docs/') ? 'docs' : ''
    const links = [...text.matchAll(/\]\((?!http)([^)#]+)[^)]*\)/g)].map(([, path]) => path!)

    expect(links.filter((path) => !existsSync(join(root, base, path)))).toEqual([])
  })
})

it('llms.txt has every page of the guide', () => {
  const pages = [...read('docs/README.md').matchAll(/^\[\*\*.*?\*\*\]\(([\w-]+\.md)\)/gm)].map(([, page]) => page!)

  expect(pages.length).toBeGreaterThan(15)
  expect(pages.filter((page) => !files['llms.txt'].includes(`(docs/${page})`))).toEqual([])
})

describe('the skill and the docs', () => {
  it.each([
    ['SKILL.md', skill],
    ['docs/agents.md', docs],
  ])('%s names all tools, and no other', (_, text) => {
    const rows = [...text.matchAll(/^\|.*?`([a-z]+(?:_[a-z]+)*)`/gm)].map(([, name]) => name!)

    expect(rows.filter((name) => !toolNames.includes(name))).toEqual([])
    expect(toolNames.filter((name) => !rows.includes(name))).toEqual([])
  })

  it('the skill begins with what agents look for', () => {
    const [, head = ''] = /^---\n([\s\S]*?)\n---\n/.exec(skill) ?? []

    expect(head).toMatch(/^name: switchhook$/m)
    const description = /^description: (.*)$/m.exec(head)?.[1] ?? ''
    expect(description).toContain('Use when')
    // The limit of the form: https://agentskills.io/specification
    expect(description.length).toBeLessThanOrEqual(1024)
  })

  it('their queries can be read', () => {
    const block = /## Queries[\s\S]*?```\n([\s\S]*?)```/.exec(skill)?.[1] ?? ''
    const hinted = [...queryHint.matchAll(/`([^`]{2,})`/g)].map(([, query]) => query!)

    expect(hinted.length).toBeGreaterThan(8)
    for (const query of [...block.trim().split('\n'), ...hinted, 'verified:no after:1h'])
      expect(parseQuery(query, 0).problems).toEqual([])
  })
})
