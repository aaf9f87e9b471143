import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Command } from '../../../src/main/cli/command.ts'
import { completionFor } from '../../../src/main/cli/completion.ts'
import { commandHelp, generalHelp } from '../../../src/main/cli/help.ts'
import { allCommands } from '../../../src/main/cli/registry.ts'

let commands: readonly Command[]
beforeAll(async () => {
  commands = await allCommands()
})

const hasBash = ['/bin/bash', '/usr/bin/bash'].some((path) => existsSync(path))

describe.runIf(hasBash)('in a bash', () => {
  /** What is offered after these words; the last one is being typed. */
  function offered(...words: readonly string[]): string[] {
    const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
    const script = `${completionFor('bash', commands)}
COMP_WORDS=(switchhook ${quoted}); COMP_CWORD=${words.length}; COMPREPLY=(); _switchhook; printf '%s\\n' "\${COMPREPLY[@]}"`
    const out = execFileSync('bash', ['--noprofile', '--norc'], { input: script, encoding: 'utf8' })
    return out.split('\n').filter((word) => word !== '')
  }

  test('commands by their beginning', () => {
    const all = offered('')
    for (const { name } of commands) expect(all).toContain(name)
    expect(all).toContain('listen')
    expect(offered('exp')).toEqual(['export'])
    expect(offered('nothing-begins-so')).toEqual([])
  })

  test('options of the command, and no other’s', () => {
    const own = offered('export', '--')
    const { options } = commands.find(({ name }) => name === 'export')!
    for (const option of [...Object.keys(options), 'json', 'data', 'help']) expect(own).toContain(`--${option}`)
    expect(offered('list', '--no-such')).toEqual([])
  })

  test('values of an option that has few', () => {
    const found = commands.flatMap(({ name, optionValues = {} }) =>
      Object.entries(optionValues).map(([option, values]) => ({ name, option, values })),
    )
    expect(found.length).toBeGreaterThan(0)
    for (const { name, option, values } of found) expect(offered(name, `--${option}`, '')).toEqual([...values])
  })

  test('shells', () => expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']))
})

describe('every shell', () => {
  test.each(['bash', 'zsh', 'fish'])('%s knows every command and every option', (shell) => {
    const script = completionFor(shell, commands)
    for (const { name, options } of commands) {
      expect(script).toContain(name)
      for (const option of Object.keys(options))
        expect(script).toContain(shell === 'fish' ? `-l ${option}` : `--${option}`)
    }
  })

  test.each(['powershell', '', 'constructor', 'toString', '__proto__'])('there is none for “%s”', (shell) => {
    expect(() => completionFor(shell, commands)).toThrow(
      `There is completion for bash, zsh and fish, not for "${shell}".`,
    )
  })
})

describe('help', () => {
  test('names every command with what it does', () => {
    const help = generalHelp(commands)
    for (const { name, usage, summary } of commands) {
      const [line = ''] = help.split('\n').filter((one) => one.startsWith(`  ${`${name} ${usage}`.trim()}  `))
      expect(line).toContain(summary)
    }
    expect(help).toMatch(/Exit codes: 0 done; 1 cannot be done; 2 wrong use; 4 done, and the answer is no\./)
  })

  test('of a command tells every option with a line, and nothing twice', () => {
    for (const command of commands) {
      const help = commandHelp(command)
      expect(help).toMatch(new RegExp(`^Usage: switchhook ${command.name} `))
      for (const option of Object.keys(command.options)) {
        const lines = help.split('\n').filter((line) => new RegExp(`^ +(?:-\\w, )?--${option}(?: |$)`).test(line))
        expect([command.name, option, lines.length]).toEqual([command.name, option, 1])
        expect(lines[0]).toMatch(/ {2}\S/)
      }
    }
  })

  test('no option has help that is not an option', () => {
    for (const { name, options, optionHelp, optionValues = {} } of commands)
      expect([name, Object.keys({ ...optionHelp, ...optionValues }).filter((option) => !(option in options))]).toEqual([
        name,
        [],
      ])
  })
})
