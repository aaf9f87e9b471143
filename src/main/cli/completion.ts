import { UsageError } from '../hosting/usage-error.ts'
import type { Command } from './command.ts'

/** A script for a shell that completes commands and their options. Throws UsageError for another shell. */
export function completionFor(shell: string, commands: readonly Command[]): string {
  const write = Object.hasOwn(writers, shell) ? writers[shell] : undefined
  if (write === undefined) throw new UsageError(`There is completion for bash, zsh and fish, not for "${shell}".`)
  return write(commands)
}

const optionsOf = ({ options }: Command) => [...Object.keys(options), 'data', 'json', 'help'].map((name) => `--${name}`)
const namesOf = (commands: readonly Command[]) => ['listen', ...commands.map(({ name }) => name), 'completion']

const valuesOf = ({ optionValues = {} }: Command) =>
  Object.entries(optionValues).map(([option, values]) => [`--${option}`, values.join(' ')] as const)
const takesFile = ({ usage }: Command) => usage.includes('FILE')

const bash = (commands: readonly Command[]) => `_switchhook() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${namesOf(commands).join(' ')}" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${commands.flatMap((one) => valuesOf(one).map(([option, values]) => `    "${one.name} ${option}") COMPREPLY=($(compgen -W "${values}" -- "$word")); return ;;`)).join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${commands.map((one) => `    ${one.name}) COMPREPLY=($(compgen -W "${optionsOf(one).join(' ')}" -- "$word")) ;;`).join('\n')}
    completion) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")) ;;
  esac
}
complete -o default -F _switchhook switchhook
`

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

const zsh = (commands: readonly Command[]) => `#compdef switchhook
_switchhook() {
  if (( CURRENT == 2 )); then
    local -a names=(${commands.map(({ name, summary }) => quoted(`${name}:${summary.replaceAll(':', ' ')}`)).join(' ')} 'listen:receives webhooks' 'completion:completion for a shell')
    _describe command names
    return
  fi
  case "$words[2] $words[CURRENT-1]" in
${commands.flatMap((one) => valuesOf(one).map(([option, values]) => `    "${one.name} ${option}") compadd -- ${values}; return ;;`)).join('\n')}
  esac
  case "$words[2]" in
${commands.map((one) => `    ${one.name}) compadd -- ${optionsOf(one).join(' ')}${takesFile(one) ? '; _files' : ''} ;;`).join('\n')}
    completion) compadd -- bash zsh fish ;;
  esac
}
compdef _switchhook switchhook
`

const fish = (commands: readonly Command[]) =>
  [
    'complete -c switchhook -f',
    ...commands.map(
      ({ name, summary }) => `complete -c switchhook -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ),
    "complete -c switchhook -n __fish_use_subcommand -a listen -d 'receives webhooks'",
    "complete -c switchhook -n __fish_use_subcommand -a completion -d 'completion for a shell'",
    ...commands.flatMap((one) => {
      const here = `complete -c switchhook -n '__fish_seen_subcommand_from ${one.name}'`
      const values = new Map(valuesOf(one))
      const options = Object.entries(one.options).map(([option, { type }]) => {
        const value = values.get(`--${option}`)
        const argument = value === undefined ? (type === 'string' ? ' -r' : '') : ` -x -a ${quoted(value)}`
        return `${here} -l ${option}${argument}`
      })
      return takesFile(one) ? [`${here} -F`, ...options] : options
    }),
    "complete -c switchhook -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'",
    '',
  ].join('\n')

const writers: Readonly<Record<string, (commands: readonly Command[]) => string>> = { bash, zsh, fish }
