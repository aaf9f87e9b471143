import { z } from 'zod'
import { TargetUrl } from './target-url.ts'

/** Bytes of an edited body at most; larger ones go out as stored. */
export const editedBodyLimit = 1024 * 1024

/** RFC 9110, 5.6.2: what a method or a header's name is made of. */
const Token = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, 'holds a character that is not allowed here')

/** One character per byte; controls would end the header. Tabs are allowed (RFC 9110, 5.5). */
const HeaderValue = z
  .string()
  .max(64 * 1024)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'holds a control character, or one beyond Latin-1')

/**
 * A stored delivery as the user has changed it. What belongs to the connection (Host, Content-Length, hop-by-hop headers)
 * is made when it is sent.
 */
export const EditedRequest = z.strictObject({
  method: Token.max(32).refine((method) => method.toUpperCase() !== 'CONNECT', 'CONNECT cannot be replayed'),
  /** Path and query are sent exactly as they stand. */
  url: TargetUrl.max(16 * 1024),
  headers: z.array(z.tuple([Token.max(256), HeaderValue])).max(500),
  /** Base64; null: the stored bytes. */
  body: z
    .base64()
    .max(Math.ceil(editedBodyLimit / 3) * 4 + 4)
    .nullable(),
})
export type EditedRequest = z.infer<typeof EditedRequest>

/** What of a request was changed before it was sent. */
export const editedParts = ['method', 'url', 'headers', 'body'] as const
export const EditedPart = z.enum(editedParts)
export type EditedPart = z.infer<typeof EditedPart>
