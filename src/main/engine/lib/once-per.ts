/**
 * Remembers what was made of an object for as long as the object lives: packs are never changed in place, so what is
 * compiled of them is compiled once, when it is first needed.
 */
export function oncePer<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, { readonly value: V }>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known.value
    const value = make(key)
    made.set(key, { value })
    return value
  }
}
