import { z } from 'zod'

/** http(s) URL that deliveries are sent to. */
export const TargetUrl = z.url({
  protocol: /^https?$/,
  error: 'must be an http or https URL, e.g. http://localhost:3000/hooks',
})
