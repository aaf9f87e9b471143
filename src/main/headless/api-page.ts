import { defaultPorts } from '#shared/model/default-ports.ts'
import { contentHeaders } from '../hosting/static-files.ts'

interface Schema {
  readonly [key: string]: unknown
}

interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly requestBody: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >
}

interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, { readonly post: Operation }>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
pre,code{font:13px/1.5 ui-monospace,monospace}pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:.75rem;border:1px solid #8886;border-radius:6px}
h2{margin:2.5rem 0 .25rem;font-size:1.1rem}summary{cursor:pointer}
nav{columns:3 12rem;font-size:.9rem}nav ul{margin:0 0 1rem;padding:0;list-style:none;break-inside:avoid}`

/** The API as a page to read, without scripts. */
export function apiPage(document: object): {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
} {
  const { info, paths, components } = document as ApiDocument
  const schemas = components?.schemas ?? {}
  const groups = Map.groupBy(
    Object.keys(paths).map((path) => path.slice(1)),
    (name) => name.split('.')[0],
  )
  const names = [...groups.values()].flat()
  const body = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${text(info.title)} API</title><meta name="viewport" content="width=device-width"><style>${style}</style>
<h1>${text(info.title)} API <small>${text(info.version)}</small></h1>
<p>${text(info.description)} The document behind this page: <a href="openapi.json">openapi.json</a>.</p>
<p>The token is the one of the printed address (<code>?token=…</code>), which stands in <code>ui.token</code> of the data folder as well.</p>
<nav>${[...groups.values()].map(contents).join('\n')}</nav>
${names.map((name) => section(name, paths[`/${name}`]!.post, schemas)).join('\n')}
<h2>Schemas</h2>
${Object.entries(schemas)
  .map(
    ([name, schema]) => `<details id="${schemaAnchor(name)}"><summary>${text(name)}</summary>${json(schema)}</details>`,
  )
  .join('\n')}
</html>
`
  return {
    headers: { ...contentHeaders, 'content-type': 'text/html; charset=utf-8' },
    body,
  }
}

const contents = (names: readonly string[]): string =>
  `<ul>${names.map((name) => `<li><a href="#${text(name)}">${text(name)}</a></li>`).join('')}</ul>`

function section(
  name: string,
  { description = '', requestBody, responses }: Operation,
  schemas: Readonly<Record<string, Schema>>,
): string {
  const content = Object.entries(responses[200]?.content ?? {})
  const [type = '', { schema } = { schema: {} }] = content[0] ?? []
  const isStream = type === 'text/event-stream'
  const input = requestBody.content['application/json'].schema
  const example = JSON.stringify(exampleOf(input, schemas))
  return `<h2 id="${text(name)}">${text(name)}</h2>
<p>${prose(description)}${isStream ? ' <em>A stream of server-sent events.</em>' : ''}</p>
<pre>curl ${isStream ? '-N ' : ''}-H "Authorization: Bearer $TOKEN" --json '${text(example)}' http://127.0.0.1:${defaultPorts.page}/api/v1/${text(name)}</pre>
<details><summary>Input</summary>${json(input)}</details>
<details><summary>${isStream ? 'Item' : 'Output'}</summary>${json(schema)}</details>`
}

/** What has to be given, with a value of its type. */
function exampleOf(schema: Schema, schemas: Readonly<Record<string, Schema>>): unknown {
  const {
    type,
    properties = {},
    required = [],
    items = {},
    oneOf,
    enum: values,
    const: value,
    $ref,
  } = schema as {
    type?: string | string[]
    properties?: Record<string, Schema>
    required?: string[]
    items?: Schema
    oneOf?: Schema[]
    enum?: unknown[]
    const?: unknown
    $ref?: string
  }
  const example = (one: Schema) => exampleOf(one, schemas)
  if ($ref !== undefined) return example(schemas[$ref.replace(schemaPath, '')] ?? {})
  if (oneOf?.[0] !== undefined) return example(oneOf[0])
  if (value !== undefined || values !== undefined) return value ?? values?.[0]
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return Object.fromEntries(required.map((name) => [name, example(properties[name] ?? {})]))
    case 'array':
      return [example(items)]
    case 'integer':
    case 'number':
      return 1
    case 'boolean':
      return true
    default:
      return '…'
  }
}

const schemaPath = '#/components/schemas/'
const schemaAnchor = (name: string) => `schema-${text(name)}`

/** A schema, whose references lead to the named schemas below. */
const json = (schema: Schema): string =>
  `<pre>${text(JSON.stringify(schema, null, 2)).replaceAll(
    /#\/components\/schemas\/(\w+)/g,
    (_, name: string) => `<a href="#${schemaAnchor(name)}">${name}</a>`,
  )}</pre>`

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const text = (value: string): string => value.replaceAll(/[&<>"]/g, (one) => escapes[one]!)
/** Backticks mark code. */
const prose = (value: string): string => text(value).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
