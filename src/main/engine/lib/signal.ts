/** A small typed emitter of one kind of value. */
export interface Signal<T> {
  /** Never throws. */
  emit(value: T): void
  /** Returns the function that ends the subscription. */
  subscribe(listener: (value: T) => void): () => void
}

/**
 * Listeners are called in the order of subscription, synchronously. One that throws is a bug, which is told to `onError`;
 * neither the other listeners nor the emitter notice.
 */
export function createSignal<T>(onError: (error: unknown) => void): Signal<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    emit(value) {
      for (const listener of [...listeners]) {
        try {
          listener(value)
        } catch (error) {
          onError(error)
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
