import { useState } from 'react'
import { parseQuery } from '#shared/query/parse-query.ts'
import { errorText, issueFor, useClient } from '../../state/client.tsx'
import { dropEditing, type EditedView, saveView } from '../../state/saved-views.ts'
import { Button } from '../../ui/buttons.tsx'
import { Field, Input, Problem } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'

/** Name and search of a view. */
export function SavedViewDialog({ view }: { view: EditedView }) {
  const client = useClient()
  const [name, setName] = useState(view.name)
  const [query, setQuery] = useState(view.query)
  const [failure, setFailure] = useState<unknown>(null)
  const [asked, setAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem] = parseQuery(query, 0).problems
  const wrong = {
    name: asked && name.trim() === '' ? 'A name is needed.' : issueFor(failure, 'name'),
    query: problem?.message ?? (asked && query.trim() === '' ? 'A search is needed.' : issueFor(failure, 'query')),
  }
  const save = async () => {
    setAsked(true)
    if (busy || problem || name.trim() === '' || query.trim() === '') return
    setBusy(true)
    try {
      await saveView(client, { id: view.id, name: name.trim(), query: query.trim() })
      dropEditing()
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  const other = failure !== null && wrong.name === null && wrong.query === null
  return (
    <Dialog
      title={view.id === null ? 'Save a view' : 'Change the view'}
      onClose={dropEditing}
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={dropEditing}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy}>
            Save
          </Button>
        </>
      }
    >
      <Field label="Name" error={wrong.name}>
        {(ids) => (
          <Input {...ids} autoFocus maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label="Search" error={wrong.query} hint="As in the search box. It counts for all endpoints.">
        {(ids) => (
          <Input {...ids} mono maxLength={2000} value={query} onChange={(event) => setQuery(event.target.value)} />
        )}
      </Field>
      {other ? <Problem text={errorText(failure)} /> : null}
    </Dialog>
  )
}
