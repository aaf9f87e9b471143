/** Bytes of an edited body at most; larger ones go out as stored. */
export const editedBodyLimit = 1024 * 1024

interface RequestParts {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** What is wrong at a place of a request; the message goes on from the place's name. */
export interface RequestProblem {
  readonly path: (string | number)[]
  readonly message: string
}

/** RFC 9110, 5.6.2: what a method or a header's name is made of. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const notAToken = 'holds a character that is not allowed here'
/** One character per byte; controls would end the header. Tabs are allowed (RFC 9110, 5.5). */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

/** Everything that keeps a request from being sent. The page asks it while one types, the host before it sends. */
export function requestProblems({ method, url, headers }: RequestParts): RequestProblem[] {
  const problems: RequestProblem[] = []
  const add = (message: string | null, ...path: (string | number)[]) => {
    if (message !== null) problems.push({ path, message })
  }
  add(methodProblem(method), 'method')
  add(urlProblem(url), 'url')
  for (const [index, [name, value]] of headers.entries()) {
    add(nameProblem(name), 'headers', index, 0)
    add(headerValue.test(value) ? null : 'holds a control character, or one beyond Latin-1', 'headers', index, 1)
  }
  return problems
}

function methodProblem(method: string): string | null {
  if (!token.test(method)) return notAToken
  return method.toUpperCase() === 'CONNECT' ? 'CONNECT cannot be replayed' : null
}

function nameProblem(name: string): string | null {
  if (!token.test(name)) return notAToken
  return name.length > 256 ? 'has a name that is too long' : null
}

function urlProblem(url: string): string | null {
  // Whether it can be parsed, the schema says.
  return /^https?:\/\/[^\s/?#]+\S*$/i.test(url)
    ? null
    : 'must be an http or https URL, e.g. http://localhost:3000/hooks'
}
