import type { ApiClient } from './api-client.ts'

export interface FileToUpload {
  readonly name: string
  /** All of it; asked for once, when its turn has come. */
  read(): Promise<Uint8Array>
}

/** Bytes and files in one message. */
const perMessage = { bytes: 4 * 1024 * 1024, files: 500 }

/** Uploads files for an import, several small ones in a message and large ones in pieces. Throws ApiFault. */
export async function uploadFiles(
  host: ApiClient,
  id: string,
  files: Iterable<FileToUpload>,
  stop: AbortSignal,
): Promise<void> {
  let waiting: { name: string; base64: string; more: boolean }[] = []
  let size = 0
  const flush = async () => {
    if (waiting.length > 0) await send(host, id, waiting)
    waiting = []
    size = 0
  }
  for (const { name, read } of files) {
    if (stop.aborted) return
    const bytes = await read()
    for (let at = 0; at === 0 || at < bytes.length; ) {
      const end = Math.min(bytes.length, at + perMessage.bytes - size)
      waiting.push({ name, base64: base64Of(bytes.subarray(at, end)), more: end < bytes.length })
      size += end - at
      if (size >= perMessage.bytes || waiting.length >= perMessage.files) await flush()
      at = Math.max(end, 1)
    }
  }
  await flush()
}

const base64Of = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

async function send(
  host: ApiClient,
  id: string,
  files: { name: string; base64: string; more: boolean }[],
): Promise<void> {
  await host.call('imports.put', { id, files })
}
