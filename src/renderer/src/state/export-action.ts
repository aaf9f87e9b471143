import type { AppClient } from '#shared/api/contract.ts'

interface Rendered {
  readonly name: string
  readonly mediaType: string
  readonly base64: string
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))

/** Writes deliveries in a format and hands the file to the browser's or system's download. */
export async function saveAs(client: AppClient, ids: readonly string[], format: string): Promise<Rendered> {
  const file = await client.call('exports.render', { ids: [...ids], format })
  const url = URL.createObjectURL(new Blob([bytesOf(file.base64)], { type: file.mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = file.name
  link.click()
  // The download reads the object URL after this turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return file
}

/** One delivery as text in a copyable format. */
export async function renderText(client: AppClient, id: string, format: string): Promise<string> {
  const file = await client.call('exports.render', { ids: [id], format })
  return new TextDecoder().decode(bytesOf(file.base64))
}
