import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'

const message = (text: string) => ({ messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] })

/** What a user can begin a conversation with. */
export function addPrompts(server: McpServer): void {
  server.registerPrompt(
    'debug_failing_signature',
    {
      title: 'Debug a failing signature',
      description: 'Finds why the signature of a webhook does not hold, and mends the code or the set-up.',
      argsSchema: { delivery: z.string().max(100).optional().describe('id; left out: the newest one that failed') },
    },
    ({ delivery }) =>
      message(
        [
          delivery === undefined
            ? 'Find the newest webhook whose signature fails: list_deliveries with query "verified:no", limit 5.'
            : `Look at the webhook ${delivery}.`,
          'Call why_signature_failed for it and tell me the cause, and whether it is proven or a guess.',
          'Then find the code in this project that verifies signatures of this provider (provider_facts has the documented scheme) and compare: raw body or parsed again, header name, encoding, timestamp tolerance, secret.',
          'Propose the smallest change. Try it with replay to the local app: sign "again" has to be accepted, and sign "broken" with "wrong-secret" and "body-changed" has to be refused.',
          'Do not ask me for the secret; if it is wrong or missing, tell me where to set it.',
        ].join('\n'),
      ),
  )
  server.registerPrompt(
    'test_my_handler',
    {
      title: 'Test my webhook handler',
      description: 'Sends right and wrong webhooks to the local app and writes tests from what came.',
      argsSchema: {
        endpoint: z.string().max(100).describe('name or id of the endpoint'),
        target: z.string().max(2000).describe('URL of the app, e.g. http://localhost:3000/hooks'),
      },
    },
    ({ endpoint, target }) =>
      message(
        [
          `Test the webhook handler at ${target} with Switchhook’s endpoint “${endpoint}”.`,
          'Send a sample of each event that the handler knows (send_sample), and replay each delivery to the handler: it has to answer 2xx within the provider’s deadline.',
          'Then replay one with sign "broken": "wrong-secret", "body-changed" and "timestamp-too-old" have to be refused, and a second replay of the same event must not be worked on twice.',
          'Export one delivery of each event with export_fixture, put them among the tests’ fixtures, and write tests that use them. Report what the handler gets wrong.',
        ].join('\n'),
      ),
  )
}
