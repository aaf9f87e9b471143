import { Webhook } from 'svix/dist/webhook.js'
import { agreement, jsonBodies, packSchemes, text } from '../../support/sdk-agreement.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

agreement(
  {
    schemes: await packSchemes('svix'),
    secret,
    other: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
    sign(request) {
      const at = new Date()
      return [
        ['svix-id', 'msg_1'],
        ['svix-timestamp', String(Math.floor(at.getTime() / 1000))],
        ['svix-signature', new Webhook(secret).sign('msg_1', at, text(request))],
      ]
    },
    accepts(request, key) {
      new Webhook(key).verify(Buffer.from(request.body), Object.fromEntries(request.headers))
    },
  },
  // The SDK reads the body as JSON once the signature holds, so it takes no empty one.
  jsonBodies,
)
