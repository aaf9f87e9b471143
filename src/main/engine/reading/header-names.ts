import type { LogReader } from '../log/log-reader.ts'
import type { ViewsConnection } from './views-connection.ts'

/** So many of the newest deliveries are looked at, and so many names are told. */
const looked = 300
const told = 200

export interface SeenRecently {
  /** Names of headers in lower case, the most frequent first. */
  readonly headers: readonly string[]
  /** Providers of these deliveries. */
  readonly providers: readonly string[]
}

/** Which headers newer deliveries have: for completing a search. Nothing of it is stored, so removed deliveries leave nothing. */
export function createHeaderNames(log: LogReader, views: ViewsConnection): () => SeenRecently {
  return () => {
    const newest = views.read((db) =>
      db.prepare('SELECT seq FROM deliveries ORDER BY seq DESC LIMIT ?').pluck().all(looked),
    ) as number[]
    const times = new Map<string, number>()
    const providers = new Set<string>()
    for (const { request, facts } of log.heads(newest).values()) {
      const names = new Set(request.headers.map(([name]) => name.toLowerCase()))
      for (const name of names) times.set(name, (times.get(name) ?? 0) + 1)
      if (facts.provider !== null) providers.add(facts.provider)
    }
    const headers = [...times].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name)
    return { headers: headers.slice(0, told), providers: [...providers] }
  }
}
