import { AppError } from '#shared/api/errors.ts'
import type { LadderFix } from '#shared/model/ladder.ts'
import type { Views } from '../reading/views.ts'
import { respellSecret } from '../signatures/ladder/secret-spellings.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { DecryptedSecret } from '../state/secret-store.ts'
import type { FailureExplainer } from './explain.ts'

export interface AppliedFix {
  readonly endpointId: string
  /** What was changed, one sentence. */
  readonly text: string
}

interface ApplyFixParts {
  readonly views: Views
  readonly endpoints: EndpointService
  readonly explainer: FailureExplainer
}

/** Applies what the ladder found to the delivery's endpoint. Throws AppError `conflict` where it found nothing to change. */
export function createApplyFix({ views, endpoints, explainer }: ApplyFixParts): (id: string) => Promise<AppliedFix> {
  return async (id) => {
    const ladder = await explainer.explain(id)
    if (!ladder?.fix)
      throw new AppError(
        'conflict',
        'There is no setting that would make this delivery verify. Open it again to see why.',
      )
    const { endpointId } = await views.read.detail(id)
    await apply(endpoints, endpointId, ladder.fix)
    return { endpointId, text: ladder.fix.text }
  }
}

async function apply(endpoints: EndpointService, endpointId: string, fix: LadderFix): Promise<void> {
  const { secrets } = endpoints
  switch (fix.kind) {
    case 'recipe':
      await endpoints.update(endpointId, { recipe: fix.recipe })
      return
    case 'provider':
      // A recipe would go on replacing the new provider's scheme.
      await endpoints.update(endpointId, { provider: fix.provider, recipe: null })
      return
    case 'secret': {
      const secret = findSecret(endpoints, fix.secretId)
      if (secret.endpointId === endpointId) await secrets.retire(secret.id, false)
      else await secrets.add(endpointId, labelFor(endpoints, endpointId, secret), secret.value)
      return
    }
    case 'secret-form': {
      const { value } = findSecret(endpoints, fix.secretId)
      const respelled = respellSecret(value, fix.form)
      if (respelled === null)
        throw new AppError('conflict', 'The secret was changed meanwhile. Look at the delivery again.')
      await secrets.setValue(fix.secretId, respelled)
    }
  }
}

function findSecret(endpoints: EndpointService, id: string): DecryptedSecret {
  const secret = endpoints.secrets.all().find((candidate) => candidate.id === id)
  if (!secret) throw new AppError('not-found', 'This secret does not exist any more.')
  return secret
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
