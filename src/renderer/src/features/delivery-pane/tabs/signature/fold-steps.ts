import type { LadderStep } from '#shared/model/ladder.ts'

/** So many steps that were not needed are named. */
const namedSkipped = 2

/** The steps up to the one that matched; those after it were not needed and become one line. */
export function foldSteps(steps: readonly LadderStep[]): LadderStep[] {
  const found = steps.findIndex(({ outcome }) => outcome === 'matches')
  const rest = found < 0 ? [] : steps.slice(found + 1)
  if (rest.length <= 1 || rest.some(({ outcome }) => outcome !== 'skipped')) return [...steps]
  const names = rest.slice(0, namedSkipped).map(({ title }) => title)
  const more = rest.length - names.length
  const title = names.map((name, index) => (index === 0 ? name : lowerFirst(name))).join(', ')
  const folded = more > 0 ? `${title} and ${more} more` : title
  return [...steps.slice(0, found + 1), { title: folded, detail: 'not needed', outcome: 'skipped' }]
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
