import type { Delivery } from './types.ts'

export interface Matcher {
  readonly test: (delivery: Delivery) => boolean
  /** What is waited for, for the message: `a delivery that fits "type:call.ended"`. */
  readonly words: string
}

/** Deliveries in the order in which they came, each handed out once, and those who wait for one. */
export interface Inbox {
  readonly all: readonly Delivery[]
  add(delivery: Delivery): void
  /** The first that fits and was not handed out. Rejects after `timeoutMs`, and when the receiver closes. */
  next(matcher: Matcher, timeoutMs: number): Promise<Delivery>
  /** A place behind what has come so far. */
  mark(): number
  /** Those that fit of what came after the mark, once there are `count`. */
  since(mark: number, matcher: Matcher, count: number, timeoutMs: number): Promise<readonly Delivery[]>
  clear(): void
  /** From here on everybody who waits, or is going to, is rejected with the first of these. */
  fail(error: Error): void
  /** What it failed with, unless somebody was rejected with it. */
  unreportedError(): Error | null
}

/** An inbox that nothing has come to yet. */
export function createInbox(): Inbox {
  let all: Delivery[] = []
  let cleared = 0
  const handedOut = new WeakSet<Delivery>()
  const waiting = new Set<() => void>()
  let fault: Error | null = null
  let isReported = false

  /** Looks now and after each change, until `find` has found something. */
  function until<T>(find: () => T | undefined, timeoutMs: number, late: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        waiting.delete(look)
      }
      const look = () => {
        if (fault !== null) {
          end()
          isReported = true
          reject(fault)
          return
        }
        try {
          const found = find()
          if (found === undefined) return
          end()
          resolve(found)
        } catch (error) {
          // What the user asked for threw.
          end()
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }
      const timer = setTimeout(() => {
        end()
        reject(late())
      }, timeoutMs)
      waiting.add(look)
      look()
    })
  }

  const wake = () => {
    for (const look of [...waiting]) look()
  }

  return {
    get all() {
      return all
    },
    add(delivery) {
      all.push(delivery)
      wake()
    },
    next: ({ test, words }, timeoutMs) =>
      until(
        () => {
          const found = all.find((delivery) => !handedOut.has(delivery) && test(delivery))
          if (found !== undefined) handedOut.add(found)
          return found
        },
        timeoutMs,
        () => new Error(`${words} did not come within ${timeoutMs / 1000} s. ${whatCame(all)}`),
      ),
    mark: () => cleared + all.length,
    since(mark, { test, words }, count, timeoutMs) {
      const came = () => all.slice(Math.max(0, mark - cleared))
      return until(
        () => {
          const fitting = came().filter(test)
          if (fitting.length < count) return undefined
          for (const delivery of fitting) handedOut.add(delivery)
          return fitting
        },
        timeoutMs,
        () =>
          new Error(
            `${words}: ${came().filter(test).length} of ${count} came within ${timeoutMs / 1000} s. ${whatCame(came())}`,
          ),
      )
    },
    clear() {
      cleared += all.length
      all = []
    },
    fail(error) {
      fault ??= error
      wake()
    },
    unreportedError: () => (isReported ? null : fault),
  }
}

const maxListed = 10

function whatCame(deliveries: readonly Delivery[]): string {
  if (deliveries.length === 0) return 'Nothing came.'
  const told = deliveries.slice(-maxListed).map(({ method, target, provider, event, verification }) => {
    const what = provider === null ? 'of no known provider' : `${provider} ${event ?? 'without an event type'}`
    return `\n  ${method} ${target}: ${what}, ${verification.state}`
  })
  const more = deliveries.length > maxListed ? `\n  and ${deliveries.length - maxListed} before` : ''
  return `There came:${told.join('')}${more}`
}
