import { createHash } from 'node:crypto'
import { checkedBelow, checkedHeader, checkedMethod, checkedUrl } from '../http-message.ts'
import { type ImportedRequest, type ImportFormat, maskedNote } from '../import-format.ts'
import type { JsonNode } from '../json-node.ts'

/** Switchhook's own: the envelope of a test fixture. The body beside it is for people and is not read. */
const fixture: ImportFormat = {
  id: 'fixture',
  name: 'Test fixture',
  description: 'What Switchhook exports: an envelope, in a zip or a folder with its body.',
  detect: (source) => source.jsonOrNull()?.get('format').value === 'switchhook-fixture',
  read: (source) => ({ requests: [readEnvelope(source.json.object())] }),
}

function readEnvelope(root: JsonNode): ImportedRequest {
  const format = root.get('format')
  if (format.text() !== 'switchhook-fixture') throw format.refusal('shape', 'This is not a fixture of Switchhook.')
  const version = root.get('version')
  if (version.value !== 1) throw version.refusal('unsupported', 'Fixtures of version 1 are read; this is another.')
  const body = root.get('bodyBase64').base64()
  const digest = root.get('bodySha256')
  if (createHash('sha256').update(body).digest('hex') !== digest.text())
    throw digest.refusal('checksum', 'The body is not the one that was exported: its SHA-256 is another.')
  const url = root.get('url')
  const secret = root.get('fixtureSecret').optionalText()
  return {
    method: checkedMethod(root.get('method').text(), root.get('method').line),
    url: checkedUrl(url.text(), url.line),
    below: checkedBelow(root.get('path').text(), root.get('path').line),
    httpVersion: '1.1',
    headers: root.get('headers').list().map(readPair),
    body,
    receivedAt: root.get('receivedAt').time(),
    remoteAddress: '',
    sourceId: root.get('id').text(),
    note: maskedNote(root.get('masked').optionalTexts(), root.get('bodyMasked').value === true),
    ...(secret !== null && { fixtureSecret: secret }),
  }
}

function readPair(pair: JsonNode) {
  const [name, value, ...more] = pair.list()
  if (name === undefined || value === undefined || more.length > 0)
    throw pair.refusal('shape', 'A header is a list of its name and its value.')
  return checkedHeader(name.text(), value.text(), pair.line)
}

export default fixture
