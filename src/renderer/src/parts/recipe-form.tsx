import { type FormEvent, useState } from 'react'
import { AppError } from '#shared/api/errors.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { plural } from '#shared/sentences/units.ts'
import { errorText, useClient } from '../state/client.tsx'
import { askChange } from '../state/endpoint-change.ts'
import { useProviders } from '../state/live-state.ts'
import { Button } from '../ui/buttons.tsx'
import { type ControlIds, Field, Input, Problem, Select } from '../ui/inputs.tsx'
import {
  changedParams,
  fieldText,
  fieldValue,
  type Params,
  paramProblem,
  type RecipeField,
  recipeFields,
} from './recipe-fields.ts'

/** So many fields stand open; the others are rarely needed. Changed ones always do. */
const openFields = 6

interface RecipeFormProps {
  readonly endpoint: EndpointStatus
  /** What the provider pack suggests where nothing is documented. */
  readonly suggested: SchemeRef | null
  readonly onSaved?: () => void
}

/** A signature scheme with its parameters, used for one endpoint instead of its provider pack's. */
export function RecipeForm({ endpoint, suggested, onSaved }: RecipeFormProps) {
  const client = useClient()
  const schemes = useProviders((state) => state.schemes)
  const start = endpoint.recipe ??
    suggested ?? { scheme: schemes.find(({ id }) => id === 'hmac')?.id ?? '', params: {} }
  const [chosen, setChosen] = useState<string | null>(null)
  const schemeId = chosen ?? start.scheme
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const [all, setAll] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const scheme = schemes.find(({ id }) => id === schemeId) ?? schemes[0]
  if (!scheme) return <p className="text-12 text-ink-3">No signature scheme is known.</p>

  const given: Params = schemeId === start.scheme ? start.params : {}
  const fields = recipeFields(scheme)
  const textOf = (field: RecipeField) =>
    texts[field.name] ?? fieldText(field, given[field.name] ?? scheme.defaults[field.name])
  const isOpen = (field: RecipeField, index: number) =>
    all || index < openFields || given[field.name] !== undefined || texts[field.name] !== undefined
  const problemOf = (field: RecipeField): string | null => {
    const read = fieldValue(field, textOf(field))
    if ('problem' in read) return read.problem
    return error instanceof AppError ? paramProblem(error.issues, field.name) : null
  }

  const save = async (recipe: SchemeRef | null) => {
    setBusy(true)
    setError(null)
    await askChange(client, {
      change: { kind: 'recipe', endpointId: endpoint.id, recipe },
      endpointId: endpoint.id,
      ...(recipe ? useWords : removeWords),
      recheck: true,
      onApplied() {
        if (recipe === null) {
          setTexts({})
          setChosen(null)
        }
        onSaved?.()
      },
      onRefused: setError,
    })
    setBusy(false)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const values: Params = {}
    for (const field of fields) {
      const read = fieldValue(field, textOf(field))
      if ('problem' in read) return
      values[field.name] = read.value
    }
    void save({ scheme: scheme.id, params: changedParams(values, scheme.defaults) })
  }

  const shown = fields.filter(isOpen)
  return (
    <form onSubmit={submit} noValidate aria-label="Recipe" className="grid gap-3">
      <Field label="Scheme" hint={scheme.description}>
        {(control) => (
          <Select
            {...control}
            className="max-w-80"
            value={scheme.id}
            onChange={(event) => setChosen(event.target.value)}
          >
            {schemes.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(240px,100%),1fr))] items-start gap-x-4 gap-y-3">
        {shown.map((field) => (
          <Field key={field.name} label={field.label} hint={field.hint} error={problemOf(field)}>
            {(control) => (
              <RecipeControl
                ids={control}
                field={field}
                text={textOf(field)}
                onChange={(text) => setTexts({ ...texts, [field.name]: text })}
              />
            )}
          </Field>
        ))}
      </div>
      {error && shown.every((field) => problemOf(field) === null) ? <Problem text={errorText(error)} /> : null}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={busy}>
          {endpoint.recipe ? 'Save the recipe' : 'Use this recipe'}
        </Button>
        {endpoint.recipe ? (
          <Button disabled={busy} onClick={() => void save(null)}>
            Remove it…
          </Button>
        ) : null}
        {shown.length < fields.length ? (
          <Button variant="quiet" onClick={() => setAll(true)}>
            {plural(fields.length - shown.length, 'more parameter')}
          </Button>
        ) : null}
      </div>
    </form>
  )
}

interface RecipeControlProps {
  readonly ids: ControlIds
  readonly field: RecipeField
  readonly text: string
  readonly onChange: (text: string) => void
}

const useWords = {
  title: 'Use this recipe?',
  description: 'Deliveries of this endpoint are checked with it instead of the provider pack’s scheme.',
  action: 'Use it',
  done: 'Recipe saved',
}
const removeWords = {
  title: 'Remove the recipe?',
  description: 'Deliveries of this endpoint are checked as the provider pack says.',
  action: 'Remove',
  done: 'Recipe removed',
}

/** The control for one parameter. */
function RecipeControl({ ids, field: { control }, text, onChange }: RecipeControlProps) {
  if (control.kind === 'choice' || control.kind === 'switch') {
    const options = control.kind === 'choice' ? control.options : ['true', 'false']
    return (
      <Select {...ids} value={text} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {optionName(control.kind, option)}
          </option>
        ))}
      </Select>
    )
  }
  return (
    <Input
      {...ids}
      mono
      inputMode={control.kind === 'number' ? 'numeric' : 'text'}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

function optionName(kind: 'choice' | 'switch', option: string): string {
  if (kind === 'switch') return option === 'true' ? 'yes' : 'no'
  return option === '' ? 'none' : option === ' ' ? 'blank' : option
}
