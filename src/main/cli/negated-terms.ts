import type { Command } from './command.ts'

/** Is one of its arguments or options a query of the search box? */
export const takesQuery = ({ usage, options }: Pick<Command, 'usage' | 'options'>): boolean =>
  usage.includes('QUERY') || 'match' in options || 'query' in options

/**
 * Terms such as `-verified:yes` look like options. They are put behind `--`, or joined to the option that they are the value
 * of; all terms of a query have to hold, so their order means nothing.
 */
export function withNegatedTerms(argv: readonly string[], options: Command['options']): string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  const shorts = ['h', ...Object.values(options).map(({ short }) => short)]
  const isTerm = (arg: string) => /^-[a-z]+[.:]/i.test(arg) || (/^-[^-]./s.test(arg) && !shorts.includes(arg[1]))
  const takesValue = (arg = '') => arg.startsWith('--') && options[arg.slice(2)]?.type === 'string'
  const others: string[] = []
  const terms: string[] = []
  for (const arg of argv.slice(0, end)) {
    if (!isTerm(arg)) others.push(arg)
    else if (takesValue(others.at(-1))) others.push(`${others.pop()}=${arg}`)
    else terms.push(arg)
  }
  const behind = [...terms, ...argv.slice(end + 1)]
  return behind.length === 0 ? others : [...others, '--', ...behind]
}
