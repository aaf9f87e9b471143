import type { Tool } from './tool.ts'
import { exportFixture } from './tools/export-fixture.ts'
import { howPayloadDiffers } from './tools/how-payload-differs.ts'
import { listDeliveries } from './tools/list-deliveries.ts'
import { listEndpoints } from './tools/list-endpoints.ts'
import { providerFacts } from './tools/provider-facts.ts'
import { replayDelivery } from './tools/replay-delivery.ts'
import { sendSample } from './tools/send-sample.ts'
import { setResponseRule } from './tools/set-response-rule.ts'
import { showDelivery } from './tools/show-delivery.ts'
import { status } from './tools/status.ts'
import { waitForDelivery } from './tools/wait-for-delivery.ts'
import { whySignatureFailed } from './tools/why-signature-failed.ts'

/** All tools, in the order in which they are listed. Few on purpose: a model reads all of them before it chooses. */
export const tools: readonly Tool[] = [
  status,
  listEndpoints,
  listDeliveries,
  showDelivery,
  whySignatureFailed,
  howPayloadDiffers,
  waitForDelivery,
  sendSample,
  replayDelivery,
  setResponseRule,
  exportFixture,
  providerFacts,
]
