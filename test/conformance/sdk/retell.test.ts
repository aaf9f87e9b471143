import { sign, verify } from 'retell-sdk/lib/webhook_auth'
import { agreement, emptyBody, headerOf, jsonBodies, packSchemes, text } from '../../support/sdk-agreement.ts'

const secret = 'key_of_the_workspace'

agreement(
  {
    schemes: await packSchemes('retell'),
    secret,
    other: 'key_without_the_badge',
    sign: async (request) => [['X-Retell-Signature', await sign(text(request), secret)]],
    accepts: (request, key) => verify(text(request), key, headerOf(request, 'X-Retell-Signature')),
  },
  [...jsonBodies, emptyBody],
)
