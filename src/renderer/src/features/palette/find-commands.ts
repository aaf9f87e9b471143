import { defaultFilter } from 'cmdk'
import { type Command, type CommandGroup, commandGroups } from '../../state/commands.ts'

export interface FoundGroup {
  readonly title: CommandGroup
  readonly commands: readonly Command[]
}

/** The commands that a few letters may mean, best first, in their groups; with nothing typed all, in their usual order. */
export function findCommands(commands: readonly Command[], search: string): FoundGroup[] {
  const typed = search.trim()
  const scored = commands
    .map((command) => ({ command, score: typed === '' ? 1 : scoreOf(command, typed) }))
    .filter(({ score }) => score > 0)
  const best = (title: CommandGroup) =>
    Math.max(0, ...scored.filter(({ command }) => command.group === title).map(({ score }) => score))
  return commandGroups
    .map((title) => ({
      title,
      best: best(title),
      commands: scored
        .filter(({ command }) => command.group === title)
        .sort((a, b) => b.score - a.score)
        .map(({ command }) => command),
    }))
    .filter((group) => group.commands.length > 0)
    .sort((a, b) => b.best - a.best)
    .map(({ title, commands }) => ({ title, commands }))
}

/** What only note and keywords have counts for less than what the title says. */
const besideTitle = 0.8

const scoreOf = ({ title, note = '', keywords = '' }: Command, typed: string): number =>
  Math.max(defaultFilter(title, typed, []), besideTitle * defaultFilter(title, typed, [note, keywords]))
