import { createPrivateKey, createPublicKey, generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { createMutex } from '../lib/mutex.ts'
import type { EnginePorts } from '../ports.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'
import { putSetting, type WriteState } from './stored-state.ts'
import { type TestKeyType, testKeyTypes } from './test-key-types.ts'

/** A key pair of Switchhook's own: signs samples and replays where only the provider has the private key. */
export interface TestKey {
  /** PEM; the text itself for `secret`. Keys never leave the engine. */
  readonly privateKey: string
  /** The public half as a secret to check with; added for samples only. */
  readonly secret: SchemeSecret
}

export interface TestKeys {
  /** Made on first use, then the same for ever. */
  get(type: TestKeyType): Promise<TestKey>
  /** The public half that has this id, to check a stored sample with again. */
  byId(secretId: string): Promise<SchemeSecret | null>
}

export const testKeyLabel = 'Switchhook test key'

const idOf = (type: TestKeyType) => `test-key-${type}`
const settingOf = (type: TestKeyType) => `test-key.${type}`

/** Test keys, stored among the settings, sealed by the vault. */
export function createTestKeys(
  settings: ReadonlyMap<string, unknown>,
  write: WriteState,
  vault: EnginePorts['vault'],
): TestKeys {
  const known = new Map<TestKeyType, TestKey>()
  const oneAtATime = createMutex()

  async function stored(type: TestKeyType): Promise<string | null> {
    const sealed = settings.get(settingOf(type))
    return typeof sealed === 'string' ? vault.open(Buffer.from(sealed, 'base64')) : null
  }

  async function load(type: TestKeyType): Promise<TestKey> {
    const found = known.get(type)
    if (found) return found
    let privateKey = await stored(type)
    if (privateKey === null) {
      privateKey = await newPrivateKey(type)
      const sealed = Buffer.from(await vault.seal(privateKey)).toString('base64')
      await write([putSetting(settingOf(type), sealed)])
    }
    const key = {
      privateKey,
      secret: { id: idOf(type), label: testKeyLabel, value: type === 'secret' ? privateKey : publicHalf(privateKey) },
    }
    known.set(type, key)
    return key
  }

  const get = (type: TestKeyType) => oneAtATime(() => load(type))
  return {
    get,
    async byId(secretId) {
      const type = ([...testKeyTypes, 'secret'] as const).find((name) => idOf(name) === secretId)
      return type ? (await get(type)).secret : null
    },
  }
}

const publicHalf = (privateKey: string) =>
  createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'pem' }).toString()

const generate = promisify(generateKeyPair)

async function newPrivateKey(type: TestKeyType): Promise<string> {
  if (type === 'secret') return `switchhook:${randomBytes(24).toString('hex')}`
  const { privateKey } =
    type === 'ed25519'
      ? await generate('ed25519')
      : type === 'rsa'
        ? await generate('rsa', { modulusLength: 2048 })
        : await generate('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
