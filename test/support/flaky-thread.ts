import { serveThread } from '../../src/main/engine/lib/thread.ts'

/** Cannot open what it needs where it is told so; `die` ends it. */
serveThread<{ readonly fails: boolean }>(({ fails }) => {
  if (fails) throw new Error('the port is taken')
  return {
    functions: {
      ping: () => 'pong',
      die: () => process.exit(3),
    },
    close: () => undefined,
  }
})
