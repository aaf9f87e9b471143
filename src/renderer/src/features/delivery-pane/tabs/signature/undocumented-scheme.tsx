import { useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { RecipeForm } from '../../../../parts/recipe-form.tsx'
import { Button } from '../../../../ui/button.tsx'
import { RichText } from '../../../../ui/rich-text.tsx'
import { Section } from '../../../../ui/section.tsx'

interface UndocumentedSchemeProps {
  readonly provider: ProviderInfo | null
  readonly endpoint: EndpointStatus | null
  readonly onSaved: () => void
}

/** What is known where nothing can be checked, and the way to check it all the same: a recipe of the user's own. */
export function UndocumentedScheme({ provider, endpoint, onSaved }: UndocumentedSchemeProps) {
  const [editing, setEditing] = useState(false)
  const signature = provider?.signature
  const known = signature?.kind === 'not-documented' ? signature.known : []
  const why = signature && signature.kind !== 'scheme' ? signature.why : null
  return (
    <>
      {why || known.length > 0 ? (
        <Section title="What is known" className="sel">
          {why ? (
            <p className="text-ink-2">
              <RichText text={why} />
            </p>
          ) : null}
          {known.length > 0 ? (
            <ul className="mt-2 grid gap-1 text-12 text-ink-2">
              {known.map((fact) => (
                <li key={fact} className="flex gap-2 before:text-ink-3 before:content-['–']">
                  <span>
                    <RichText text={fact} />
                  </span>
                </li>
              ))}
            </ul>
          ) : null}
        </Section>
      ) : null}
      {endpoint ? (
        <Section title={endpoint.recipe ? 'Your recipe' : 'Check it with a recipe of your own'}>
          <p className="mb-3 text-ink-2">
            {endpoint.recipe
              ? 'Deliveries of this endpoint are checked with this recipe instead of the provider pack.'
              : 'If you know how the deliveries are signed, describe it here. It is then used for this endpoint, and this delivery is checked again at once.'}
          </p>
          {editing || endpoint.recipe ? (
            <RecipeForm endpoint={endpoint} suggested={suggestedRecipe(provider)} onSaved={onSaved} />
          ) : (
            <Button onClick={() => setEditing(true)}>Describe the signature…</Button>
          )}
        </Section>
      ) : null}
    </>
  )
}

function suggestedRecipe(provider: ProviderInfo | null) {
  const signature = provider?.signature
  return signature && signature.kind !== 'scheme' ? (signature.recipe ?? null) : null
}
