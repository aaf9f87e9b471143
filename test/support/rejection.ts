/** The message that a promise rejects with; "(resolved)" where it does not. */
export const rejection = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => '(resolved)',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
