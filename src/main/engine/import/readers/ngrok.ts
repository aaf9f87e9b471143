import { readHttpMessage } from '../http-message.ts'
import type { ImportedRequest, ImportFormat } from '../import-format.ts'
import type { JsonNode } from '../json-node.ts'
import { Refusal } from '../refusal.ts'

/**
 * What the ngrok agent's API answers: `/api/requests/http`, or one of these
 * ({@link https://ngrok.com/docs/agent/api/}). `raw` is the whole request, Base64.
 */
const ngrok: ImportFormat = {
  id: 'ngrok',
  name: 'ngrok',
  description: 'What the agent’s inspection API lists at /api/requests/http.',
  detect(source) {
    const root = source.jsonOrNull()
    if (root === null) return false
    const first = root.get('requests').isList ? root.get('requests').list()[0] : root
    if (first === undefined) return String(root.get('uri').value).startsWith('/api/requests/http')
    return typeof first.get('request').get('raw').value === 'string'
  },
  read(source) {
    const root = source.json.object()
    const requests = root.get('requests')
    return { requests: requests.isMissing ? [readCaptured(root)] : requests.list().map(readCaptured) }
  },
}

function readCaptured(item: JsonNode): ImportedRequest {
  const raw = item.get('request').get('raw')
  const bytes = raw.base64()
  try {
    const { end: _, ...message } = readHttpMessage(bytes, bytes.toString('latin1'))
    const address = item.get('remote_addr').value
    return {
      ...message,
      body: Uint8Array.from(message.body),
      receivedAt: item.get('start').time(),
      remoteAddress: typeof address === 'string' ? address : '',
      sourceId: item.get('id').optionalText(),
      note: null,
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // The line within what was encoded says nothing.
    throw raw.refusal(error.problem.reason, `${error.problem.message} ngrok keeps the beginning of long bodies only.`)
  }
}

export default ngrok
