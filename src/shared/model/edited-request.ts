import { z } from 'zod'
import { editedBodyLimit, requestProblems } from './request-syntax.ts'
import { TargetUrl } from './target-url.ts'

/**
 * A stored delivery as the user has changed it. What belongs to the connection (Host, Content-Length, hop-by-hop headers)
 * is made when it is sent.
 */
export const EditedRequest = z
  .strictObject({
    method: z.string().max(32),
    /** Path and query are sent exactly as they stand. */
    url: TargetUrl.max(16 * 1024),
    headers: z.array(z.tuple([z.string(), z.string().max(64 * 1024)])).max(500),
    /** Base64; null: the stored bytes. */
    body: z
      .base64()
      .max(Math.ceil(editedBodyLimit / 3) * 4 + 4)
      .nullable(),
  })
  .superRefine((request, context) => {
    for (const { path, message } of requestProblems(request)) context.addIssue({ code: 'custom', path, message })
  })
export type EditedRequest = z.infer<typeof EditedRequest>

/** What of a request was changed before it was sent. */
export const editedParts = ['method', 'url', 'headers', 'body'] as const
export const EditedPart = z.enum(editedParts)
export type EditedPart = z.infer<typeof EditedPart>
