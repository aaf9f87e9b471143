import { Webhook } from 'standardwebhooks'
import { agreement, emptyBody, jsonBodies, packSchemes, text } from '../../support/sdk-agreement.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

agreement(
  {
    schemes: await packSchemes('standard-webhooks'),
    secret,
    other: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
    sign(request) {
      const at = new Date()
      return [
        ['webhook-id', 'msg_1'],
        ['webhook-timestamp', String(Math.floor(at.getTime() / 1000))],
        ['webhook-signature', new Webhook(secret).sign('msg_1', at, text(request))],
      ]
    },
    accepts(request, key) {
      new Webhook(key).verify(Buffer.from(request.body), Object.fromEntries(request.headers), { jsonParse: false })
    },
  },
  [...jsonBodies, emptyBody],
)
