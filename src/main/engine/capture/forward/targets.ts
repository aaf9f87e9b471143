import { fitsEvents } from '#shared/model/event-pattern.ts'
import type { ForwardError, ForwardSettings } from '#shared/model/forward.ts'
import { isLocalTarget, isOwnReceiver } from '../../replay/target.ts'

/** What the capture thread knows of an endpoint that forwards. */
export interface CaptureForward extends ForwardSettings {
  /** The endpoint's own target. */
  readonly target: string
}

export interface ChosenTargets {
  readonly answers: string
  readonly copies: readonly string[]
}

/** Where a delivery goes. Its event type is null where it is not known (yet); then only targets for every event fit. */
export function chooseTargets({ target, others }: CaptureForward, eventType: string | null): ChosenTargets {
  const fitting = others.filter(({ events }) => fitsEvents(events, eventType))
  return {
    answers: fitting.find(({ role }) => role === 'answers')?.url ?? target,
    copies: fitting.filter(({ role }) => role === 'copy').map(({ url }) => url),
  }
}

/** Every origin that deliveries may go to and that has to be agreed to first. */
export function originsToApprove(forward: CaptureForward, approved: readonly string[]): string[] {
  const urls = [forward.target, ...forward.others.map(({ url }) => url)]
  const origins = urls.filter((url) => !isLocalTarget(url)).map((url) => new URL(url).origin)
  return [...new Set(origins)].filter((origin) => !approved.includes(origin))
}

/** Why a target is never asked, or null. `ownUrls`: where the receiver can be reached. */
export function refusalOf(url: string, approved: readonly string[], ownUrls: readonly string[]): ForwardError | null {
  const { origin } = new URL(url)
  if (isOwnReceiver(url, ownUrls)) {
    const message = `${origin} is Switchhook’s own receiver, so that deliveries would go round in circles. Choose your app’s address.`
    return { code: 'own-receiver', message }
  }
  if (isLocalTarget(url) || approved.includes(origin)) return null
  const message = `${origin} is not on this machine, and sending there was not agreed to. Agree on the endpoint’s page.`
  return { code: 'not-approved', message }
}
