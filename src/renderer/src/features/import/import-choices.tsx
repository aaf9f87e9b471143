import { usualImportEndpoint } from '#shared/model/import-words.ts'
import { useCall } from '../../state/client.tsx'
import { useEndpoints } from '../../state/live-state.ts'
import { Checkbox, Field, Select } from '../../ui/inputs.tsx'
import { formatCount } from '../../ui/text.tsx'

interface ImportChoicesProps {
  readonly format: string
  readonly onFormat: (format: string) => void
  readonly endpoint: string
  readonly onEndpoint: (id: string) => void
}

/** What the files are, and where they go; each change looks at them again. */
export function ImportChoices({ format, onFormat, endpoint, onEndpoint }: ImportChoicesProps) {
  const formats = useCall('imports.formats', {}).data?.formats ?? []
  const endpoints = useEndpoints((state) => state.endpoints) ?? []
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="To" hint="Judged with its secrets.">
        {(control) => (
          <Select {...control} className="w-full" value={endpoint} onChange={(event) => onEndpoint(event.target.value)}>
            {endpoint !== '' && endpoints.some(({ name }) => name === usualImportEndpoint) ? null : (
              <option value="">{`New endpoint “${usualImportEndpoint}”`}</option>
            )}
            {endpoints.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Format" hint="Detected from each file.">
        {(control) => (
          <Select {...control} className="w-full" value={format} onChange={(event) => onFormat(event.target.value)}>
            <option value="">Detect</option>
            {formats.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  )
}

interface SkipInvalidProps {
  /** So many cannot be imported. */
  readonly files: number
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

/** The others are imported without them only where one says so. */
export function SkipInvalid({ files, checked, onChange }: SkipInvalidProps) {
  if (files === 0) return null
  return (
    <Checkbox
      label={files === 1 ? 'Skip that file' : `Skip these ${formatCount(files)} files`}
      note={checked ? undefined : 'else nothing is imported'}
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
    />
  )
}
