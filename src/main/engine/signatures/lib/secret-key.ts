export const secretForms = ['text', 'base64', 'base64url', 'hex'] as const
export type SecretForm = (typeof secretForms)[number]

/** Key bytes of a secret as pasted: `prefix` is dropped where it is there, then the rest is decoded. */
export function secretKey(secret: string, form: SecretForm, prefix: string): Buffer {
  const rest = prefix && secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
  return Buffer.from(rest, form === 'text' ? 'utf8' : form)
}

export function secretWords(form: SecretForm, prefix: string): string {
  const rest = { text: 'text', base64: 'Base64', base64url: 'Base64 for URLs', hex: 'hex digits' }[form]
  if (prefix) return `${prefix} followed by ${rest}`
  return form === 'text' ? 'the signing secret as the provider shows it' : `the signing secret, ${rest}`
}
