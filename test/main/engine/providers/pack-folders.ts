import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ProviderManifestInput } from '#shared/model/provider-pack.ts'

export const builtInDir = join(import.meta.dirname, '../../../../resources/providers')

/** A small manifest that is valid. */
export const manifest = {
  id: 'acme',
  name: 'Acme',
  mark: 'AC',
  colour: 200,
  homepage: 'https://acme.example',
  sources: [{ title: 'Webhooks', url: 'https://acme.example/webhooks' }],
  detect: [{ when: [{ header: 'X-Acme-Event' }], weight: 100 }],
  eventType: { header: 'X-Acme-Event' },
  eventId: null,
  events: [{ type: 'call.ended', title: 'A call ended', documented: 'fields', schema: 'call.ended.schema.json' }],
  eventsOpen: false,
  signature: { kind: 'none', why: 'Acme does not sign.' },
  delivery: { deadlineMs: null, retryDelaysMs: null, attempts: null, note: 'Not documented.' },
  setup: [],
} satisfies ProviderManifestInput

export const packFiles: Readonly<Record<string, string>> = {
  'provider.json': JSON.stringify(manifest),
  'schemas/call.ended.schema.json': '{"type":"object","required":["id"]}',
  'samples/call.ended.json': '{"id":1}',
}

/** Writes folders of packs, each a set of files by path, below a temporary folder that goes when the test ends. */
export function writePacks(packs: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'packs-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  for (const [folder, files] of Object.entries(packs)) {
    for (const [path, text] of Object.entries(files)) {
      const file = join(dir, folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }
  return dir
}
