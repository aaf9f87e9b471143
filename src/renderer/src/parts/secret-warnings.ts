/** What looks wrong about a pasted secret, one clause; null where nothing does. It may still be right: this only warns. */
export function secretWarning(value: string): string | null {
  if (value === '') return null
  if (/^env:/.test(value)) {
    return /^env:[A-Za-z_][A-Za-z0-9_]*$/.test(value)
      ? null
      : 'env: must be followed by the name of an environment variable'
  }
  if (/[\r\n]/.test(value)) return 'there is a line break in it: check that only the secret was copied'
  if (value !== value.trim()) return 'there are blanks around it, which would be part of the secret'
  if (/^https?:\/\//i.test(value)) return 'this looks like a URL, not like a secret'
  if (/^["'`].*["'`]$/.test(value)) return 'it is in quotes, which would be part of the secret'
  if (/[•*]{4,}/.test(value)) return 'this looks masked: copy the secret where the provider shows it in full'
  if (/^Bearer\s/i.test(value)) return 'leave out the word Bearer: it is not part of the secret'
  return null
}
