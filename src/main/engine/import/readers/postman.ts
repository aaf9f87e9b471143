import type { HeaderPair } from '#shared/model/headers.ts'
import { authorityOf, checkedHeader, checkedMethod, checkedUrl, readHeaderLine } from '../http-message.ts'
import { fieldsNote, type ImportedRequest, type ImportFormat, plainRequest } from '../import-format.ts'
import { JsonNode } from '../json-node.ts'
import type { SourceText } from '../source-text.ts'
import { fillPlaceholders, placeholderNote } from '../variables.ts'

/** Postman collections v2.0 and v2.1 ({@link https://schema.postman.com/}). Scripts and saved answers are left alone. */
const postman: ImportFormat = {
  id: 'postman',
  name: 'Postman collection',
  description: 'A collection of version 2.0 or 2.1, with its folders.',
  detect(source) {
    const root = source.jsonOrNull()
    return root?.get('item').isList === true && root.get('info').isObject
  },
  read(source) {
    const root = source.json.object()
    const schema = root.get('info').get('schema').optionalText() ?? ''
    if (schema !== '' && !/\/v2\.[01]\.\d+\//.test(schema))
      throw root
        .get('info')
        .get('schema')
        .refusal('unsupported', 'Collections of version 2.0 and 2.1 are read; this is another.')
    return { requests: readItems(root, { variables: readVariables(root), source }, null) }
  },
}

const maxDepth = 50

/** What requests share. */
interface Around {
  readonly variables: ReadonlyMap<string, string>
  readonly source: SourceText
}

function readItems(parent: JsonNode, around: Around, auth: JsonNode | null, depth = 0): ImportedRequest[] {
  if (depth > maxDepth) throw parent.refusal('too-large', 'The folders of the collection are nested too deep.')
  const own = parent.get('auth').isMissing ? auth : parent.get('auth')
  return parent
    .get('item')
    .list()
    .flatMap((item) => {
      const request = item.get('request')
      if (request.isMissing) return readItems(item, around, own, depth + 1)
      const read = new RequestReader(request, around, own).read()
      around.source.budget.addRequest(read)
      return [read]
    })
}

function readVariables(root: JsonNode): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  const list = root.get('variable')
  const all = list.isMissing ? [] : list.list()
  JsonNode.locate(all.map((variable) => variable.get('value')).filter(({ value }) => typeof value !== 'string'))
  for (const variable of all) {
    const value = variable.get('value')
    const key = variable.get('key').optionalText() ?? variable.get('id').optionalText()
    if (key !== null && !value.isMissing && !isDisabled(variable))
      variables.set(key, typeof value.value === 'string' ? value.value : value.source())
  }
  return variables
}

const isDisabled = (node: JsonNode): boolean =>
  node.get('disabled').value === true || node.get('enabled').value === false

class RequestReader {
  readonly #request: JsonNode
  readonly #around: Around
  readonly #inherited: JsonNode | null
  readonly #unknown = new Set<string>()
  #note: string | null = null

  constructor(request: JsonNode, around: Around, inherited: JsonNode | null) {
    this.#request = request
    this.#around = around
    this.#inherited = inherited
  }

  read(): ImportedRequest {
    const request = this.#request
    // A text alone is the URL of a GET.
    if (typeof request.value === 'string')
      return { ...plainRequest, ...this.#target(request, 'GET'), headers: [], body: new Uint8Array(0) }
    const given = this.#headers(request.get('header'))
    const { body, contentType } = this.#body(request.get('body'))
    const auth = this.#authorization(request.get('auth').isMissing ? this.#inherited : request.get('auth'))
    const target = this.#target(request.get('url'), request.get('method').optionalText() ?? 'GET')
    const has = (wanted: string) => given.some(([name]) => name.toLowerCase() === wanted)
    const host = authorityOf(target.url)
    return {
      ...plainRequest,
      ...target,
      headers: [
        ...(host === undefined || has('host') ? [] : [['Host', host] as const]),
        ...(auth === null || has('authorization') ? [] : [auth]),
        ...given,
        ...(contentType === null || has('content-type') ? [] : [['Content-Type', contentType] as const]),
      ],
      body,
      note: this.#note ?? placeholderNote(this.#unknown),
    }
  }

  #fill(text: string): string {
    const { variables, source } = this.#around
    const filled = fillPlaceholders(text, variables, (bytes) => source.budget.addBytes(bytes))
    for (const name of filled.unknown) this.#unknown.add(name)
    return filled.text
  }

  #target(url: JsonNode, method: string) {
    const raw = url.isObject ? url.get('raw') : url
    const text = this.#fill(raw.text())
    const whole = /^(?:https?:\/\/|\/)/i.test(text) ? text : `http://${text}`
    return {
      method: checkedMethod(this.#fill(method), this.#request.line),
      url: checkedUrl(whole.replace(/#.*$/s, ''), raw.line),
    }
  }

  #headers(headers: JsonNode): HeaderPair[] {
    if (headers.isMissing) return []
    // Version 2.0 may have them as they go over a connection.
    if (typeof headers.value === 'string') {
      const lines = headers.value.split(/\r?\n/).filter((line) => line !== '')
      return lines.map((line) =>
        readHeaderLine({
          text: this.#fill(line),
          get number() {
            return headers.line() ?? 1
          },
        }),
      )
    }
    return headers
      .list()
      .filter((header) => !isDisabled(header))
      .map((header) =>
        checkedHeader(header.get('key').text(), this.#fill(header.get('value').optionalText() ?? ''), header.line),
      )
  }

  #body(body: JsonNode): { readonly body: Uint8Array; readonly contentType: string | null } {
    if (body.isMissing || isDisabled(body)) return { body: new Uint8Array(0), contentType: null }
    const mode = body.get('mode').optionalText() ?? 'raw'
    switch (mode) {
      case 'raw': {
        const language = body.get('options').get('raw').get('language').value
        const contentType = language === 'json' ? 'application/json' : null
        return { body: Buffer.from(this.#fill(body.get('raw').optionalText() ?? '')), contentType }
      }
      case 'urlencoded':
        return {
          body: Buffer.from(this.#form(body.get('urlencoded'))),
          contentType: 'application/x-www-form-urlencoded',
        }
      case 'graphql': {
        const query = body.get('graphql').get('query').optionalText() ?? ''
        const variables = body.get('graphql').get('variables').optionalText() ?? ''
        this.#note = 'Postman writes the JSON of a GraphQL request by itself; its bytes may differ.'
        const parts = [
          `"query":${JSON.stringify(this.#fill(query))}`,
          ...(variables === '' ? [] : [`"variables":${this.#fill(variables)}`]),
        ]
        return { body: Buffer.from(`{${parts.join(',')}}`), contentType: 'application/json' }
      }
      case 'file':
        return { body: this.#file(body.get('file')), contentType: null }
      default:
        throw body.refusal(
          'not-included',
          mode === 'formdata'
            ? 'The file has the parts of a multipart form, not its bytes.'
            : `A body of the kind “${mode.slice(0, 40)}” is not part of the file.`,
        )
    }
  }

  #file(file: JsonNode): Uint8Array {
    const content = file.isObject ? file.get('content').optionalText() : null
    if (content !== null) return Buffer.from(content)
    const name = (file.isObject ? file.get('src') : file).text()
    return this.#around.source.bodyBeside(name, file.line)
  }

  #form(form: JsonNode): string {
    if (form.isMissing) return ''
    if (typeof form.value === 'string') return this.#fill(form.value)
    const pairs = new URLSearchParams()
    for (const field of form.list()) {
      if (!isDisabled(field))
        pairs.append(this.#fill(field.get('key').text()), this.#fill(field.get('value').optionalText() ?? ''))
    }
    this.#note = fieldsNote
    return pairs.toString()
  }

  #authorization(auth: JsonNode | null): HeaderPair | null {
    if (auth === null) return null
    const type = auth.get('type').optionalText() ?? 'noauth'
    if (type === 'noauth') return null
    const values = this.#authValues(auth.get(type))
    if (type === 'bearer') return checkedHeader('Authorization', `Bearer ${values.get('token') ?? ''}`, auth.line)
    if (type === 'basic') {
      const pair = `${values.get('username') ?? ''}:${values.get('password') ?? ''}`
      return checkedHeader('Authorization', `Basic ${Buffer.from(pair).toString('base64')}`, auth.line)
    }
    if (type === 'apikey' && values.get('in') !== 'query')
      return checkedHeader(values.get('key') ?? 'X-Api-Key', values.get('value') ?? '', auth.line)
    throw auth.refusal(
      'unsupported',
      `What Postman adds for the authorization “${type.slice(0, 40)}” is not known here.`,
    )
  }

  /** A list of keys and values in version 2.1, an object in 2.0. */
  #authValues(values: JsonNode): ReadonlyMap<string, string> {
    if (values.isMissing) return new Map()
    const pairs: readonly (readonly [string, JsonNode])[] = values.isList
      ? values.list().map((pair) => [pair.get('key').text(), pair.get('value')] as const)
      : values.members()
    return new Map(pairs.map(([name, value]) => [name, typeof value.value === 'string' ? this.#fill(value.value) : '']))
  }
}

export default postman
