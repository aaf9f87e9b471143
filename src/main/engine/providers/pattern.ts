const compiled = new Map<string, RegExp>()

/** A pack's regular expression, compiled once: each delivery is held against those of all packs. */
export function pattern(source: string): RegExp {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const expression = new RegExp(source, 'u')
  compiled.set(source, expression)
  return expression
}
