import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'

type Load = () => Promise<unknown>

/** Loads of parts that a first look may lead to at once, and of all others. */
const loads = { soon: new Set<Load>(), inUse: new Set<Load>() }

interface LaterOptions {
  /** It is loaded as soon as the page stands; other parts only once somebody uses the page. */
  readonly soon?: boolean
  /** Nothing takes its place while it is loaded: it lies over the page, or has no place of its own. */
  readonly noPlaceholder?: boolean
}

/**
 * A part of the page whose code is not needed for the first paint: loaded when the page has nothing else to do (`loadAhead`), or
 * when it is shown, whichever comes first.
 */
export function loadLater<P extends object>(
  load: () => Promise<ComponentType<P>>,
  { soon = false, noPlaceholder = false }: LaterOptions = {},
): (props: P) => ReactNode {
  let loaded: ComponentType<P> | undefined
  let loading: Promise<{ default: ComponentType<P> }> | undefined
  const once = () => {
    loading ??= load().then(
      (part) => {
        loaded = part
        return { default: part }
      },
      (error: unknown) => {
        loading = undefined
        throw error
      },
    )
    return loading
  }
  loads[soon ? 'soon' : 'inUse'].add(once)
  const Lazy = lazy(once)
  return function LoadedLater(props: P) {
    // What is loaded already is not rendered through `lazy`, which would show the fallback first. The choice stays for the
    // life of the part: another component in its place would lose its state.
    const [Part] = useState<ComponentType<P>>(() => loaded ?? Lazy)
    return (
      <Suspense fallback={noPlaceholder ? null : <div className="h-full" aria-busy="true" />}>
        <Part {...props} />
      </Suspense>
    )
  }
}

const loadAll = (of: ReadonlySet<Load>) => Promise.allSettled([...of].map((load) => load()))

/** Loads all parts, also those that the first ones bring along; one that cannot be loaded is tried again when it is shown. */
export async function loadParts(): Promise<void> {
  await loadAll(loads.soon)
  await loadAll(loads.inUse)
}

/** What a user does first, on the way to any part: it takes longer than loading them. */
const firstUse = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const

/**
 * Loads parts before they are shown, each time when the page has nothing else to do: a few as soon as it stands, the others with
 * the first touch of pointer or keys. Returns what ends it.
 */
export function loadAhead(): () => void {
  const end = new AbortController()
  const whenIdle = (run: () => Promise<unknown>) => {
    const idle = requestIdleCallback(() => void run(), { timeout: 2000 })
    end.signal.addEventListener('abort', () => cancelIdleCallback(idle))
  }
  const untilUsed = new AbortController()
  const used = () => {
    untilUsed.abort()
    whenIdle(loadParts)
  }
  end.signal.addEventListener('abort', () => untilUsed.abort())
  for (const name of firstUse) addEventListener(name, used, { passive: true, capture: true, signal: untilUsed.signal })
  whenIdle(() => loadAll(loads.soon))
  return () => end.abort()
}
