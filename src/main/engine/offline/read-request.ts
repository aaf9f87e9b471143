import { AppError } from '#shared/api/errors.ts'
import { absoluteUrl } from '../import/http-message.ts'
import type { ImportedRequest } from '../import/import-format.ts'
import { readFile } from '../import/registry.ts'
import { SourceText } from '../import/source-text.ts'

export interface RequestOfFile extends Pick<ImportedRequest, 'note' | 'fixtureSecret' | 'receivedAt'> {
  /** As far as the file tells of it; its URL is absolute. */
  readonly request: Pick<ImportedRequest, 'method' | 'url' | 'headers' | 'body'> & { readonly target: string }
}

/** Reads a file with one request, in any format that can be imported. Throws AppError `bad-input` that names `file`. */
export function readRequest(bytes: Uint8Array, file: string): RequestOfFile {
  const { content } = readFile(new SourceText(file, bytes), null)
  if (!content.ok) {
    const { line, message } = content.problem
    throw new AppError('bad-input', `${file}${line === null ? '' : `, line ${line}`}: ${message}`)
  }
  const [found, ...others] = content.requests
  if (found === undefined || others.length > 0)
    throw new AppError('bad-input', `${file} holds ${content.requests.length} requests; one is needed.`)
  const { method, url, headers, body, ...told } = found
  const path = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/#.*/s, '')
  const target = path.startsWith('/') ? path : `/${path}`
  return { ...told, request: { method, url: absoluteUrl(url, headers), target, headers, body } }
}
