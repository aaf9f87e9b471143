import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

/** Takes `call.ended` of Replicer at any path, and tells `notifyUrl` of calls that were not completed. */
export function createApp({ secret, notifyUrl }) {
  return createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    if (!isSigned(body, request.headers['x-replicer-signature'], secret)) return response.writeHead(401).end()
    const { event, data } = JSON.parse(body)
    if (event === 'call.ended' && data.status !== 'completed') await notify(notifyUrl, data)
    response.writeHead(204).end()
  })
}

/** HMAC-SHA256 of the bytes as they came, in lower-case hex. */
function isSigned(body, signature = '', secret) {
  const expected = createHmac('sha256', secret).update(body).digest('hex')
  return signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
}

async function notify(url, { callId, customerName, status }) {
  await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: `The call with ${customerName} ended as ${status}.`, callId }),
  })
}
