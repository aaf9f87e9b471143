import type { AppContract } from '#shared/api/contract.ts'
import type { CallInput, CallOutput, StreamItem } from '#shared/api/contract-types.ts'
import type { ErrorCode, WireError } from '#shared/api/errors.ts'

// An import would run the getters of all that the module exports, and load an HTTP client for `WebSocket` that nobody uses.
const http = process.getBuiltinModule('node:http')

type Calls = AppContract['calls']
type Streams = AppContract['streams']

/** The API of a host over HTTP. Types of the contract alone are used, so that nothing of it has to be loaded. */
export interface ApiClient {
  readonly url: string
  /** Is this the name of a stream? As the host's own document says. */
  isStream(name: string): Promise<boolean>
  /** Throws ApiFault. */
  call<K extends keyof Calls & string>(name: K, input: CallInput<Calls[K]>): Promise<CallOutput<Calls[K]>>
  /** Items until the stream or `stop` ends it. Throws ApiFault. */
  stream<K extends keyof Streams & string>(
    name: K,
    input: CallInput<Streams[K]>,
    stop: AbortSignal,
  ): AsyncGenerator<StreamItem<Streams[K]>>
}

/** What the host said, or `closed` where it could not be reached. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault'
  readonly code: ErrorCode
  readonly #issues: WireError['issues']
  constructor({ code, message, issues = [] }: Pick<WireError, 'code' | 'message'> & Partial<WireError>) {
    super(message)
    this.code = code
    this.#issues = issues
  }

  /** Is a part of the input wrong that has this name? */
  isAbout(name: string): boolean {
    return this.#issues.some(({ path }) => path.includes(name))
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
    async *stream(name, input, stop) {
      let rest = ''
      for await (const piece of pieces(name, input, stop)) {
        const events = (rest + piece).split('\n\n')
        rest = events.pop()!
        for (const event of events) {
          const [, kind, data] = /^(?:event: (\w+)\n)?data: (.*)$/s.exec(event) ?? []
          if (kind === 'end') return
          if (kind === 'error') throw new ApiFault(JSON.parse(data!) as WireError)
          if (data !== undefined) yield JSON.parse(data) as never
        }
      }
    },
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
