import type { EventEmitter } from 'node:events'

/** Emits an event that listeners can prevent; returns whether none did. */
export function cancellable(emitter: EventEmitter, name: string, details: object = {}): boolean {
  let goesOn = true
  const event = {
    ...details,
    preventDefault() {
      goesOn = false
    },
  }
  emitter.emit(name, event)
  return goesOn
}
