import type { LadderStep } from '#shared/model/ladder.ts'
import { plural } from '#shared/sentences/units.ts'
import type { Rung } from './candidate.ts'
import type { Climb } from './search.ts'

/** Rows of "What was tried": rungs of the same title share one, those after the match were not needed. */
export function stepsOf(rungs: readonly Rung[], climbs: readonly Climb[]): LadderStep[] {
  const titles = [...new Set(rungs.map(({ title }) => title))]
  return titles.flatMap((title): LadderStep[] => {
    const own = climbs.filter(({ rung }) => rung.title === title)
    const match = own.find((climb) => climb.match)?.match
    if (match)
      return [{ title: capital(match.candidate.tried), detail: `matches “${match.secret.label}”`, outcome: 'matches' }]
    if (own.length === 0) return [{ title, detail: 'not needed', outcome: 'skipped' }]
    const count = own.reduce((sum, climb) => sum + climb.count, 0)
    if (count === 0) return []
    const words = own
      .flatMap(({ tried }) => tried)
      .slice(0, 3)
      .join(', ')
    return [
      { title, detail: `${plural(count, 'candidate')} tried: ${words}${count > 3 ? ', …' : ''}`, outcome: 'differs' },
    ]
  })
}

/** URLs stay as they are. */
const capital = (text: string) =>
  /^[a-z]+:\/\//.test(text) ? `\`${text}\`` : text.charAt(0).toUpperCase() + text.slice(1)
