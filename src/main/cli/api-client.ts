import type { AppClient } from '#shared/api/contract.ts'
import { AppError, type WireError } from '#shared/api/errors.ts'

// An import would run the getters of all that the module exports, and load an HTTP client for `WebSocket` that nobody uses.
const http = process.getBuiltinModule('node:http')

/** The API of a host over HTTP; throws ApiFault. Types of the contract alone are used, so that nothing of it has to be loaded. */
export interface ApiClient extends AppClient {
  readonly url: string
  /** Is this the name of a stream? As the host's own document says. */
  isStream(name: string): Promise<boolean>
}

/** What the host said, or `closed` where it could not be reached. */
export class ApiFault extends AppError {
  constructor({ code, message, issues = [] }: Pick<WireError, 'code' | 'message'> & Partial<WireError>) {
    super(code, message, issues)
  }

  /** Is a part of the input wrong that has this name? */
  isAbout(name: string): boolean {
    return this.issues.some(({ path }) => path.includes(name))
  }
}

export function createApiClient(url: string, token: string): ApiClient {
  async function* pieces(name: string, input: unknown, stop?: AbortSignal): AsyncGenerator<string> {
    const body = JSON.stringify(input)
    const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }
      http
        .request(new URL(`/api/v1/${name}`, url), {
          method: 'POST',
          headers,
          agent: false,
          ...(stop && { signal: stop }),
        })
        .once('response', resolve)
        .once('error', reject)
        .end(body)
    }).catch((error: Error) => {
      if (stop?.aborted) return null
      throw new ApiFault({ code: 'closed', message: `The host at ${url} does not answer (${error.message}).` })
    })
    if (response === null) return
    response.setEncoding('utf8')
    if (response.statusCode !== 200) throw await faultOf(response)
    try {
      for await (const piece of response) yield piece as string
    } catch (error) {
      if (stop?.aborted) return
      throw new ApiFault({ code: 'closed', message: `The host went away (${(error as Error).message}).` })
    }
  }

  return {
    url,
    async isStream(name) {
      const document = (await (await fetch(new URL('/api/v1/openapi.json', url))).json()) as {
        paths: Record<string, { post: { responses: Record<string, { content?: object }> } }>
      }
      return 'text/event-stream' in (document.paths[`/${name}`]?.post.responses[200]?.content ?? {})
    },
    async call(name, input) {
      let text = ''
      for await (const piece of pieces(name, input)) text += piece
      return JSON.parse(text) as never
    },
    async *stream(name, input, { signal } = {}) {
      const stop = new AbortController()
      const end = () => stop.abort()
      signal?.addEventListener('abort', end, { once: true })
      if (signal?.aborted) end()
      try {
        yield* events(pieces(name, input, stop.signal)) as AsyncGenerator<never>
      } finally {
        signal?.removeEventListener('abort', end)
        end()
      }
    },
  }
}

/** Data of server-sent events until the one that ends them. Throws ApiFault. */
async function* events(pieces: AsyncIterable<string>): AsyncGenerator<unknown> {
  let rest = ''
  for await (const piece of pieces) {
    const whole = (rest + piece).split('\n\n')
    rest = whole.pop()!
    for (const event of whole) {
      const [, kind, data] = /^(?:event: (\w+)\n)?data: (.*)$/s.exec(event) ?? []
      if (kind === 'end') return
      if (kind === 'error') throw new ApiFault(JSON.parse(data!) as WireError)
      if (data !== undefined) yield JSON.parse(data)
    }
  }
}

async function faultOf(response: import('node:http').IncomingMessage): Promise<ApiFault> {
  let text = ''
  for await (const piece of response) text += piece as string
  try {
    return new ApiFault((JSON.parse(text) as { error: WireError }).error)
  } catch {
    return new ApiFault({
      code: 'unavailable',
      message: `The host answered ${response.statusCode}: ${text.slice(0, 200)}`,
    })
  }
}
