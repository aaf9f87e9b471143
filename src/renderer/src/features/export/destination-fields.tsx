import { FolderOpen } from 'lucide-react'
import { useState } from 'react'
import type { CallOutput } from '#shared/api/contract-types.ts'
import type { exportCalls } from '#shared/api/exports.ts'
import { errorText, useClient } from '../../state/client.tsx'
import { Button } from '../../ui/buttons.tsx'
import { Field, Input, Radio } from '../../ui/inputs.tsx'
import type { Destination } from './export-form.ts'
import type { FieldsProps } from './subject-fields.tsx'

export type Folders = CallOutput<(typeof exportCalls)['exports.folders']>

interface DestinationProps extends FieldsProps {
  /** Null until they are known. */
  readonly folders: Folders | null
  readonly to: Destination
  readonly possible: readonly Destination[]
  readonly isOneFile: boolean
  readonly folderProblem: string | null
}

/** Where the files go. */
export function DestinationFields({ form, set, to, possible, folders, isOneFile, folderProblem }: DestinationProps) {
  const canChoose = folders?.canChoose === true
  const words: Readonly<Record<Destination, { readonly label: string; readonly note?: string }>> = {
    clipboard: { label: 'Clipboard' },
    download: { label: 'Download', note: isOneFile ? '' : 'one zip' },
    folder: { label: 'A folder of yours', note: 'file by file; the browser asks which' },
    host: canChoose
      ? { label: 'A folder', note: 'file by file' }
      : { label: 'A folder of the host', note: 'file by file, where Switchhook runs' },
  }
  return (
    <div className="grid gap-2">
      <div role="radiogroup" aria-label="To">
        {possible.map((id) => (
          <Radio key={id} name="export-to" {...words[id]} checked={to === id} onChange={() => set({ to: id })} />
        ))}
      </div>
      {to === 'host' ? (
        <HostFolder form={form} set={set} roots={folders?.roots ?? []} canChoose={canChoose} problem={folderProblem} />
      ) : null}
    </div>
  )
}

interface HostFolderProps extends FieldsProps {
  readonly roots: readonly string[]
  readonly canChoose: boolean
  readonly problem: string | null
}

function HostFolder({ form, set, roots, canChoose, problem }: HostFolderProps) {
  const client = useClient()
  const [failure, setFailure] = useState<string | null>(null)
  const choose = async () => {
    setFailure(null)
    try {
      const { folder } = await client.call('exports.chooseFolder', {})
      if (folder !== null) set({ folder })
    } catch (error) {
      setFailure(errorText(error))
    }
  }
  const below = roots[0] === undefined ? '' : `Below ${roots[0]}`
  const others = roots.length > 1 ? `, or anywhere below ${roots.slice(1).join(', ')}` : ''
  return (
    <Field
      label="Folder"
      hint={canChoose ? 'It is made where it is missing.' : `${below}${others}. It is made where it is missing.`}
      error={problem ?? failure}
    >
      {(control) => (
        <span className="flex gap-2">
          <Input
            {...control}
            mono
            className="flex-1"
            placeholder="fixtures"
            readOnly={canChoose}
            value={form.folder}
            onChange={(event) => set({ folder: event.target.value })}
          />
          {canChoose ? (
            <Button icon={<FolderOpen />} onClick={() => void choose()}>
              Choose…
            </Button>
          ) : null}
        </span>
      )}
    </Field>
  )
}
