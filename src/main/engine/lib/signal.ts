/** A small typed emitter of one kind of value. */
export interface Signal<T> {
  emit(value: T): void
  /** Returns the function that ends the subscription. */
  subscribe(listener: (value: T) => void): () => void
}

/** Listeners are called in the order of subscription, synchronously; one that throws is a bug and is not caught here. */
export function createSignal<T>(): Signal<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    emit(value) {
      for (const listener of [...listeners]) listener(value)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
