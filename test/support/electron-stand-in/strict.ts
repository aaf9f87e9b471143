/** Objects of which only what the stand-in has can be used: anything else throws instead of being `undefined`. */
export function strict<T extends object>(name: string, object: T): T {
  return new Proxy(object, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value === 'function') return value.bind(target)
      if (value === undefined && typeof key === 'string' && !(key in target) && !askedByEveryone.has(key))
        throw new Error(`the stand-in for electron has no ${name}.${key}; add it there`)
      return value
    },
  })
}

/** `await` and Node's event code look for these on any object. */
const askedByEveryone = new Set(['then', 'toJSON', 'domain', '_eventsCount', '_maxListeners'])
