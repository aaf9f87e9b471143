import { nearDeadline } from '#shared/attempts/deadline.ts'
import type { AnswerTimesSeries } from '#shared/model/answer-times.ts'
import { formatDuration, plural } from '#shared/sentences/units.ts'

/** Host and path of a target; `null` stands for the answers that the provider got. */
export function placeOf(target: string | null): string {
  if (target === null) return 'Live answers'
  const url = URL.parse(target)
  return url === null ? target : `Replays to ${url.host}${url.pathname === '/' ? '' : url.pathname}`
}

/** What to say where answers come close to the deadline; null where none does, or none is documented. */
export function deadlineWarning({ target, all, deadlinesMs }: AnswerTimesSeries) {
  const [shortest] = deadlinesMs
  if (shortest === undefined || all.near + all.late === 0) return null
  const waits = `${formatDuration(shortest)}${deadlinesMs.length > 1 ? ', longer for some events' : ''}`
  const who = target === null ? 'The provider waits' : 'Live, the provider would wait'
  const share = `${nearDeadline * 100} %`
  const near = all.near === 0 ? '' : `${plural(all.near, 'answer')} took ${share} or more of the deadline`
  if (all.late === 0) {
    return { title: 'Near the deadline', text: `${near}. ${who} ${waits}.` }
  }
  const late = `${plural(all.late, 'answer')} came after the deadline`
  return {
    title: 'Answers are late',
    text: `${near === '' ? late : `${late}, and ${near}`}. ${who} ${waits}.`,
  }
}
