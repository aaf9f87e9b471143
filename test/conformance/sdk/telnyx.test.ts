import { generateKeyPairSync } from 'node:crypto'
import { TelnyxWebhook } from 'telnyx/lib/webhooks'
import { agreement, emptyBody, jsonBodies, packSchemes, text } from '../../support/sdk-agreement.ts'

/** The private key as PEM, the public one as Mission Control shows it: 32 bytes in Base64. */
function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  return {
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    checkWith: raw.toString('base64'),
  }
}

agreement(
  {
    schemes: await packSchemes('telnyx'),
    ...keyPair(),
    other: keyPair().checkWith,
    accepts: (request, key) => new TelnyxWebhook(key).verify(text(request), Object.fromEntries(request.headers)),
  },
  [...jsonBodies, emptyBody],
)
