import { AppError } from '#shared/api/errors.ts'
import type { EndpointChange } from '#shared/model/endpoint-change.ts'
import type { LadderFix } from '#shared/model/ladder.ts'
import type { Views } from '../reading/views.ts'
import { respellSecret } from '../signatures/ladder/secret-spellings.ts'
import type { EndpointChanges, EndpointService } from '../state/endpoint-service.ts'
import type { DecryptedSecret } from '../state/secret-store.ts'
import type { FailureExplainer } from './explain.ts'
import type { EndpointSetup } from './judge-again.ts'

/** A change that was thought through and not made yet. */
export interface PlannedChange {
  readonly endpointId: string
  /** What deliveries would be judged by. */
  readonly setup: EndpointSetup
  /** Makes it; resolves with what takes it back. */
  apply(): Promise<() => Promise<void>>
}

interface PlanParts {
  readonly views: Views
  readonly endpoints: EndpointService
  readonly explainer: FailureExplainer
}

export type PlanChange = (change: EndpointChange) => Promise<PlannedChange>

/** What an endpoint's deliveries are judged by now. */
export function setupOf({ get, secrets }: EndpointService, endpointId: string): EndpointSetup {
  const { provider, recipe } = get(endpointId)
  return { provider, recipe, secrets: secrets.active(endpointId).map(({ id, label, value }) => ({ id, label, value })) }
}

/** Throws AppError: `conflict` where the ladder finds nothing to change, `bad-input` for a recipe that cannot be used. */
export function createPlanChange({ views, endpoints, explainer }: PlanParts): PlanChange {
  const { secrets } = endpoints

  function updated(endpointId: string, changes: Pick<EndpointChanges, 'provider' | 'recipe'>): PlannedChange {
    endpoints.check(changes)
    const { provider, recipe } = endpoints.get(endpointId)
    return {
      endpointId,
      setup: { ...setupOf(endpoints, endpointId), ...changes } as EndpointSetup,
      async apply() {
        await endpoints.update(endpointId, changes)
        return async () => void (await endpoints.update(endpointId, { provider, recipe }))
      },
    }
  }

  function retired(secretIds: readonly string[], now: boolean): PlannedChange {
    const changing = secretIds.map(findSecret).filter((secret) => secret.retired !== now)
    const { endpointId } = findSecret(secretIds[0]!)
    if (changing.some((secret) => secret.endpointId !== endpointId))
      throw new AppError('bad-input', 'These secrets are of several endpoints.')
    const set = async (to: boolean) => {
      for (const { id } of changing) await secrets.retire(id, to)
    }
    const setup = setupOf(endpoints, endpointId)
    const others = setup.secrets.filter(({ id }) => !secretIds.includes(id))
    return {
      endpointId,
      setup: { ...setup, secrets: now ? others : [...others, ...changing] },
      async apply() {
        await set(now)
        return () => set(!now)
      },
    }
  }

  function removed(id: string): PlannedChange {
    const { endpointId } = findSecret(id)
    const setup = setupOf(endpoints, endpointId)
    return {
      endpointId,
      setup: { ...setup, secrets: setup.secrets.filter((secret) => secret.id !== id) },
      apply: () => secrets.takeOut(id),
    }
  }

  function fixed(endpointId: string, fix: LadderFix): PlannedChange {
    if (fix.kind === 'recipe') return updated(endpointId, { recipe: fix.recipe })
    // A recipe would go on replacing the new provider's scheme.
    if (fix.kind === 'provider') return updated(endpointId, { provider: fix.provider, recipe: null })
    const secret = findSecret(fix.secretId)
    if (fix.kind === 'secret-form') return respelled(endpointId, secret, fix.form)
    return secret.endpointId === endpointId ? retired([secret.id], false) : takenOver(endpointId, secret)
  }

  function takenOver(endpointId: string, secret: DecryptedSecret): PlannedChange {
    const setup = setupOf(endpoints, endpointId)
    return {
      endpointId,
      setup: { ...setup, secrets: [...setup.secrets, secret] },
      async apply() {
        const added = await secrets.add(endpointId, labelFor(endpoints, endpointId, secret), secret.value)
        return () => secrets.remove(added.id)
      },
    }
  }

  function respelled(endpointId: string, { id, value }: DecryptedSecret, form: string): PlannedChange {
    const other = respellSecret(value, form)
    if (other === null) throw new AppError('conflict', 'The secret was changed meanwhile. Look at the delivery again.')
    const setup = setupOf(endpoints, endpointId)
    return {
      endpointId,
      setup: { ...setup, secrets: setup.secrets.map((each) => (each.id === id ? { ...each, value: other } : each)) },
      async apply() {
        await secrets.setValue(id, other)
        return async () => void (await secrets.setValue(id, value))
      },
    }
  }

  function findSecret(id: string): DecryptedSecret {
    const secret = secrets.all().find((candidate) => candidate.id === id)
    if (!secret) throw new AppError('not-found', 'This secret does not exist any more.')
    return secret
  }

  return async (change) => {
    switch (change.kind) {
      case 'provider':
        return updated(change.endpointId, { provider: change.provider })
      case 'recipe':
        return updated(change.endpointId, { recipe: change.recipe })
      case 'retire':
        return retired(change.secretIds, change.retired)
      case 'remove-secret':
        return removed(change.secretId)
      case 'fix': {
        const ladder = await explainer.explain(change.deliveryId)
        if (!ladder?.fix)
          throw new AppError(
            'conflict',
            'There is no setting that would make this delivery verify. Open it again to see why.',
          )
        const { endpointId } = await views.read.detail(change.deliveryId)
        return fixed(endpointId, ladder.fix)
      }
    }
  }
}

/** "from Sales agent", with a number where that label is taken. */
function labelFor(endpoints: EndpointService, endpointId: string, secret: DecryptedSecret): string {
  const taken = new Set(endpoints.secrets.info(endpointId).map(({ label }) => label))
  const label = `from ${endpoints.get(secret.endpointId).name}`.slice(0, 76)
  if (!taken.has(label)) return label
  let number = 2
  while (taken.has(`${label} ${number}`)) number += 1
  return `${label} ${number}`
}
