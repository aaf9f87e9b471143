/** What a sentence needs of a provider; `ProviderInfo` fits it. */
export interface NamedProvider {
  readonly name: string
}

export const nameOf = (provider: NamedProvider | null): string => provider?.name ?? 'The provider'

/** First letter upper-case, exactly one full stop. Texts that begin with code or a name of their own are left alone. */
export function asSentence(text: string): string {
  const body = text.trim().replace(/\.$/, '')
  const first = /^[a-z][a-z]*[ ,]/.test(body) ? body.charAt(0).toUpperCase() + body.slice(1) : body
  return `${first}.`
}
