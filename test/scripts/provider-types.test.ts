import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { providerTypes } from '../../scripts/lib/provider-types.mjs'
import { tempDir } from '../support/temp-dir.ts'

async function packs(files: Readonly<Record<string, unknown>>): Promise<string> {
  const dir = await tempDir()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), JSON.stringify(content))
  }
  return dir
}

const plain = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll(/[;()]/g, '').trim()

test('declares the payload of each event, and which have a sample', async () => {
  const dir = await packs({
    'my-phone/provider.json': {
      id: 'my-phone',
      events: [
        { type: 'call.ended', schema: 'ended.schema.json', revisions: [{ name: 'old', schema: 'old.schema.json' }] },
        { type: 'call.<state>', matches: '^call\\.', named: ['call.held'], schema: 'call.schema.json' },
      ],
    },
    'my-phone/schemas/ended.schema.json': {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'call.ended',
      type: 'object',
      properties: { id: { type: 'string' }, seconds: { type: ['integer', 'null'] } },
      required: ['id'],
    },
    'my-phone/schemas/old.schema.json': { type: 'object', properties: { key: { type: 'string' } } },
    'my-phone/schemas/call.schema.json': { type: 'object', properties: { state: { enum: ['ringing', 'held'] } } },
    'my-phone/samples/call.ended.json': {},
    'my-phone/samples/call.ended.fails-missing-id.json': {},
    'my-phone/samples/call.ringing.json': {},
    'my-phone/samples/sms%2Fin.notes-extra-a.form': {},
  })
  const types = plain(await providerTypes(dir))

  expect(types).toContain(
    "'my-phone': { 'call.ended': MyPhoneEnded | MyPhoneOld 'call.held': MyPhoneCall 'call.ringing': MyPhoneCall }",
  )
  expect(types).toContain("'my-phone': 'call.ended' | 'call.ringing'")
  expect(types).toContain('export interface MyPhoneEnded { id: string seconds?: number | null }')
  expect(types).toContain('export interface MyPhoneCall { state?: "ringing" | "held" }')
})
