/** Body bytes as they came: in memory up to 1 MiB, in a spooled file above. */
export type CapturedBody =
  | { readonly kind: 'memory'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly path: string; readonly size: number }

/** Bodies above this many bytes are spooled to disk while they arrive. */
export const spoolThreshold = 1024 * 1024
