// Apart from the keys, which are stored: who signs without a host loads no database for it.

export const testKeyTypes = ['ed25519', 'rsa', 'ec'] as const
/** `secret`: stands in for an endpoint's secret where a scheme would send that itself. It has the form of `user:password`, which others take as well. */
export type TestKeyType = (typeof testKeyTypes)[number] | 'secret'
