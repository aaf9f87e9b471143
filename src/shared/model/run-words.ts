// No schema is built here: threads of the engine load this file.

/** Items of one run, all passes together. */
export const maxRunItems = 100_000
/** Sends of one run that are on their way at once, and of all runs together. */
export const maxSendsAtOnce = 32
/** How often a drill may send the same deliveries. */
export const maxPasses = 100

/**
 * What came of an item. `late`: a good answer after the provider's deadline. `unknown`: it was on its way when the run was
 * cut off, so it may have been sent. `removed`: its delivery is gone, and with it what came of it.
 */
export const runResults = ['ok', 'late', 'failed', 'not-sent', 'unknown', 'removed', 'sending', 'waiting'] as const

/** Why an item was not sent at all. */
export const notSentReasons = ['no-target', 'not-approved', 'incomplete', 'refused', 'unreadable', 'fault'] as const

/** Deliveries that one watch sends again at most when a server is back. */
export const resendLimit = 20
