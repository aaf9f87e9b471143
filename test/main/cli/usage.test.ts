import { execFileSync } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { allCommands, findCommand } from '../../../src/main/cli/registry.ts'
import { isCommand } from '../../../src/main/cli/run.ts'
import { runAlone } from '../../support/command-line.ts'
import { temporaryFolder } from '../../support/headless-host.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const run = (argv: readonly string[]) => runAlone(argv, folder.path)

describe('the command line', () => {
  it.each([
    [['lsit'], /no command "lsit". Did you mean "list"\?/],
    [['help', 'nothing'], /no command "nothing". See: switchhook help/],
    [['list', '-x'], /^Unknown option '-x'. See: switchhook list --help\n$/],
    [['wait', '--timeout', '-1'], /^Option '--timeout' lacks its value; .* See: switchhook wait --help\n$/],
    [['list', '--limit'], /^Option '--limit' lacks its value; /],
    [['ex\x1b[2Jport'], /no command "ex\\x1b\[2Jport"/],
    [['show'], /Usage: switchhook show ID/],
    [['show', 'a', 'b'], /Usage: switchhook show ID/],
    [['list', '--colour'], /--colour.*See: switchhook list --help/],
    [['list', '-n', 'many'], /--limit must be a whole number/],
    [['completion', 'tcsh'], /bash, zsh and fish/],
  ])('%j is wrong use', async (argv, message) => {
    const { code, out, err } = await run(argv)

    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(message)
  })

  it('completes options, their values and files, in a real bash', async () => {
    const { out } = await run(['completion', 'bash'])
    const complete = (...words: string[]) =>
      execFileSync('bash', [
        '-c',
        `${out}\nCOMP_WORDS=(switchhook "$@"); COMP_CWORD=$#; _switchhook; echo "\${COMPREPLY[*]}"`,
        'bash',
        ...words,
      ])
        .toString()
        .trim()

    expect(complete('ver')).toBe('verify')
    expect(complete('send', '--se')).toBe('--set --secret')
    expect(complete('send', '--fault', 'body-t')).toBe('body-trailing-newline')
    // Then bash itself names files.
    expect(complete('verify', 'READ')).toBe('')
    expect((await run(['completion', 'fish'])).out).toContain("from verify' -F")
    expect((await run(['completion', 'zsh'])).out).toMatch(/verify\) compadd .*; _files ;;/)
  })

  it('knows each command by its own name', async () => {
    for (const { name } of await allCommands()) expect((await findCommand(name))?.name).toBe(name)
    expect(await findCommand('constructor')).toBeNull()
  })

  it('is the host’s without a command', () => {
    expect([[], ['--json'], ['listen', '--json'], ['listen', '-h']].map(isCommand)).toEqual([
      false,
      false,
      false,
      false,
    ])
    expect([['list'], ['--help'], ['-h']].map(isCommand)).toEqual([true, true, true])
  })

  it('has its help by any of its names', async () => {
    const help = await run(['help'])

    expect(help).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: switchhook \[COMMAND\]/) })
    expect(await run(['--help'])).toEqual(help)
    expect(await run(['completion', '--help'])).toEqual(help)
    expect(await run(['help', 'wait'])).toEqual(await run(['wait', '--help']))
  })

  it('has help for all and for each, and completion that names all', async () => {
    const { out } = await run(['help'])
    const names = [...out.matchAll(/^ {2}([a-z]+)(?: |\n)/gm)].map(([, name]) => name!)

    expect(names).toEqual(expect.arrayContaining(['listen', 'list', 'wait', 'completion']))
    for (const name of names.filter((one) => one !== 'listen' && one !== 'completion'))
      expect((await run([name, '--help'])).out).toContain(`Usage: switchhook ${name}`)
    for (const shell of ['bash', 'zsh', 'fish'])
      for (const name of names) expect((await run(['completion', shell])).out).toContain(name)
  })
})
