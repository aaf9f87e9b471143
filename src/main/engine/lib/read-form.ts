/** An urlencoded form as an object of strings; names that repeat have a list of their values in order. */
export function readForm(text: string): Readonly<Record<string, string | readonly string[]>> {
  const form = Object.create(null) as Record<string, string | readonly string[]>
  for (const [name, value] of new URLSearchParams(text)) {
    const before = form[name]
    form[name] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value]
  }
  return form
}
