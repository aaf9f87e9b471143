import type { Command } from './command.ts'

const commonOptions = [
  ['--data DIR', 'data folder (default: $SWITCHHOOK_DATA, else your user’s own)'],
  ['--json', 'one JSON object a line'],
  ['-h, --help', 'this help'],
] as const

const codes = 'Exit codes: 0 done; 1 cannot be done; 2 wrong use; 4 done, and the answer is no.'

const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`).join('')
}

/** Help of the whole command line. */
export function generalHelp(commands: readonly Command[]): string {
  const rows: [string, string][] = [
    ['listen [options]', 'receives webhooks and serves the inspector as a page; also without a command'],
    ...commands.map(({ name, usage, summary }): [string, string] => [`${name} ${usage}`.trim(), summary]),
    ['completion SHELL', 'completion for bash, zsh or fish, to be sourced'],
  ]
  return `Usage: switchhook [COMMAND] [options]

${columns(rows)}
Commands ask the host that runs with the data folder, else start one for themselves.

${columns(commonOptions)}
${codes}
switchhook COMMAND --help tells of a command’s own options.
`
}

/** Help of one command. */
export function commandHelp({ name, usage, summary, options, optionHelp }: Command): string {
  const own = Object.entries(options).map(([option, { type, short }]): [string, string] => {
    const help = optionHelp[option] ?? ''
    const [value, rest] = type === 'string' ? splitOnce(help) : ['', help]
    return [`${short === undefined ? '' : `-${short}, `}--${option}${value === '' ? '' : ` ${value}`}`, rest]
  })
  return `Usage: switchhook ${name} ${usage}

${summary[0]!.toUpperCase()}${summary.slice(1)}.

${columns([...own, ...commonOptions])}
${codes}
`
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('  ')
  return at < 0 ? ['', text] : [text.slice(0, at), text.slice(at + 2)]
}
