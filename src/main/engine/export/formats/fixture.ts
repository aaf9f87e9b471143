import { createHash } from 'node:crypto'
import type { ExportFile, ExportFormat, MaskedItem } from '../export-format.ts'
import { base64Of, jsonPieces } from '../pieces.ts'
import { bodyFileOf } from '../request-parts.ts'

const fixture: ExportFormat = {
  id: 'fixture',
  name: 'Test fixture',
  description:
    'A JSON file with the exact request and the expected verdicts, and its body beside it, for your repository.',
  extension: 'zip',
  copyable: false,
  kind: 'fixture',
  assertsAnswer: false,
  oneByOne: true,
  render: (items, generator) => items.flatMap((item) => filesOf(item, generator)),
}

function filesOf(item: MaskedItem, generator: string): ExportFile[] {
  const { delivery, body, name } = item
  const bodyFile = bodyFileOf(item)
  const envelope = {
    format: 'switchhook-fixture',
    version: 1,
    generator,
    id: delivery.id,
    receivedAt: new Date(delivery.receivedAt).toISOString(),
    provider: delivery.provider,
    event: delivery.eventType,
    method: delivery.request.method,
    /** Below the endpoint's URL. */
    path: item.path,
    url: delivery.request.publicUrl,
    headers: delivery.request.headers,
    masked: item.masked,
    /** Then no signature of this body verifies. */
    ...(item.bodyMasked && { bodyMasked: true }),
    /** For the verifier under test: the signature in the headers was made with it. */
    ...(item.fixtureSecret !== null && { fixtureSecret: item.fixtureSecret }),
    bodyFile: bodyFile?.name ?? null,
    bodySha256: createHash('sha256').update(body).digest('hex'),
    bodyBase64: base64Of(body),
    /** As judged on arrival, before anything was masked; of a safe export, as the request in it is judged. */
    expected: {
      verification: delivery.verdict.state,
      reason: delivery.verdict.reason,
      conformance: delivery.check.state,
    },
  }
  const files: ExportFile[] = [
    { name: `${name}.json`, mediaType: 'application/json', content: jsonPieces(envelope, pairsOnOneLine) },
  ]
  if (bodyFile !== null) files.push(bodyFile)
  return files
}

/** Puts each header on a line of its own. */
function pairsOnOneLine(json: string): string {
  const text = '"(?:[^"\\\\]|\\\\.)*"'
  const pair = new RegExp(`\\[\\n\\s+(${text}),\\n\\s+(${text})\\n\\s+\\]`, 'g')
  return json.replace(pair, (_, name: string, content: string) => `[${name}, ${content}]`)
}

export default fixture
