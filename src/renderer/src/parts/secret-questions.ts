import type { SecretInfo } from '#shared/model/endpoint.ts'
import { errorText } from '../state/client.tsx'
import type { ChangeQuestion } from '../state/endpoint-change.ts'
import { toast } from '../ui/toast.tsx'

/** Asks before secrets are retired, or made active again. */
export function retireQuestion(endpointId: string, secrets: readonly SecretInfo[], retired: boolean): ChangeQuestion {
  const labels = secrets.map(({ label }) => `“${label}”`).join(', ')
  return {
    change: { kind: 'retire', secretIds: secrets.map(({ id }) => id), retired },
    endpointId,
    title: `${retired ? 'Retire' : 'Restore'} ${labels}?`,
    description: retired
      ? 'It verifies nothing from then on; it still helps to explain failures.'
      : 'It is tried again with each delivery.',
    action: retired ? 'Retire' : 'Restore',
    done: `${labels} ${retired ? 'retired' : 'restored'}`,
    // What an old secret verified was genuine: after a rotation it need not fail.
    recheck: !retired,
    onRefused: (error) => toast({ tone: 'bad', title: 'The secret was not changed', detail: errorText(error) }),
  }
}

/** Asks before a secret is removed. */
export function removeQuestion(endpointId: string, { id, label }: SecretInfo): ChangeQuestion {
  return {
    change: { kind: 'remove-secret', secretId: id },
    endpointId,
    title: `Remove “${label}”?`,
    description:
      'The secret is deleted. You can undo that until Switchhook restarts. Retire it instead if it should still help to explain failures.',
    action: 'Remove',
    done: `“${label}” removed`,
    // As when it is retired: what it verified was genuine.
    recheck: false,
    tellUndo: true,
    onRefused: (error) => toast({ tone: 'bad', title: 'The secret was not removed', detail: errorText(error) }),
  }
}
