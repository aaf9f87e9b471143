import type { LadderStep } from '#shared/model/ladder.ts'

/** So many steps that were not needed stand one by one. */
const shownSkipped = 1

/** The steps up to the one that matched; those after it were not needed and become one line. */
export function foldSteps(steps: readonly LadderStep[]): LadderStep[] {
  const found = steps.findIndex(({ outcome }) => outcome === 'matches')
  const rest = found < 0 ? [] : steps.slice(found + 1)
  if (rest.length <= shownSkipped || rest.some(({ outcome }) => outcome !== 'skipped')) return [...steps]
  const names = rest.map(({ title }, index) => (index === 0 ? title : title.charAt(0).toLowerCase() + title.slice(1)))
  return [...steps.slice(0, found + 1), { title: names.join(', '), detail: 'not needed', outcome: 'skipped' }]
}
