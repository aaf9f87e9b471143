import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'

const loads = new Set<() => Promise<unknown>>()

/**
 * A part of the page whose code is not needed for the first paint: loaded when the page has nothing else to do, or when it
 * is shown, whichever comes first.
 */
export function loadLater<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
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
  loads.add(once)
  const Lazy = lazy(once)
  return function LoadedLater(props: P) {
    // What is loaded already is not rendered through `lazy`, which would show the fallback first. The choice stays for the
    // life of the part: another component in its place would lose its state.
    const [Part] = useState<ComponentType<P>>(() => loaded ?? Lazy)
    return (
      <Suspense fallback={<div className="h-full" aria-busy="true" />}>
        <Part {...props} />
      </Suspense>
    )
  }
}

/** Loads all parts; one that cannot be loaded is tried again when it is shown. */
export async function loadParts(): Promise<void> {
  await Promise.allSettled([...loads].map((load) => load()))
}
