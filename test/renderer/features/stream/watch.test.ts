import { MemoryEngine } from '../../../support/renderer-client.ts'
import { delivery } from '../../../support/renderer-deliveries.ts'
import { watchCases } from '../../../support/watch-cases.ts'

const verdicts = {
  verified: { state: 'verified', reason: 'signature-matches' },
  failed: { state: 'failed', reason: 'signature-mismatch' },
} as const

watchCases('the double of the screen’s tests', async () => {
  const engine = new MemoryEngine()
  let seq = 0
  return {
    client: engine.connection.client,
    async deliver(signature) {
      seq += 1
      const arrived = delivery(seq, { verification: verdicts[signature], answer: null })
      engine.arrive(arrived)
      engine.change(arrived.id, { answer: { status: 200, ms: 4 } })
      return arrived.id
    },
    async replay(id) {
      engine.change(id, { replays: 1 })
    },
    close: () => engine.connection.close(),
  }
})
