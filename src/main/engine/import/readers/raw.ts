import { beginsWithRequestLine, readHttpMessage } from '../http-message.ts'
import { type ImportedRequest, type ImportFormat, plainRequest } from '../import-format.ts'
import { Refusal } from '../refusal.ts'
import { countLineFeeds } from '../source-text.ts'

/** The text of HTTP/1.1 requests as they go over a connection; CRLF or LF at line ends. */
const raw: ImportFormat = {
  id: 'raw',
  name: 'Raw HTTP',
  description: 'The text of a request: request line, headers, an empty line, body.',
  detect: (source) => beginsWithRequestLine(source.latin1.slice(0, 20_000)),
  read(source) {
    const { utf8: bytes, latin1: text } = source
    const requests: ImportedRequest[] = []
    let line = 1
    for (let at = 0; at < text.length && !isOnlyLineBreaks(text, at); ) {
      if (requests.length > 0 && !beginsWithRequestLine(text.slice(at, at + 20_000))) {
        throw new Refusal('syntax', 'What follows the body is not another request.', line)
      }
      const { end, ...message } = readHttpMessage(bytes, text, at, line)
      const request = { ...plainRequest, ...message, body: Uint8Array.from(message.body) }
      source.budget.addRequest(request)
      requests.push(request)
      line += countLineFeeds(text, at, end)
      at = end
    }
    return { requests }
  },
}

/** An editor ends files with a line break. */
const isOnlyLineBreaks = (text: string, from: number): boolean =>
  /^[\r\n]*$/.test(text.slice(from, from + 100)) && text.length - from <= 100

export default raw
