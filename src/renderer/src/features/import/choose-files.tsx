import { useRef } from 'react'
import { Button } from '../../ui/buttons.tsx'
import { Field, TextArea } from '../../ui/inputs.tsx'

interface ChooseFilesProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly onFiles: (files: FileList) => void
}

/** What to import: files, a folder, or pasted text. */
export function ChooseFiles({ text, onText, onFiles }: ChooseFilesProps) {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const taken = (input: HTMLInputElement) => {
    if (input.files !== null && input.files.length > 0) onFiles(input.files)
  }
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => files.current?.click()} autoFocus>
          Choose files…
        </Button>
        <Button onClick={() => folder.current?.click()}>Choose a folder…</Button>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label="Files to import"
          onChange={(event) => taken(event.target)}
        />
        <input
          ref={folder}
          type="file"
          multiple
          hidden
          aria-label="Folder to import"
          {...{ webkitdirectory: '' }}
          onChange={(event) => taken(event.target)}
        />
      </div>
      <Field
        label="Or paste"
        hint="A cURL command, a raw request, HAR, a Postman collection. Files can be dropped anywhere on the window, too."
      >
        {(control) => (
          <TextArea
            {...control}
            value={text}
            placeholder="curl https://example.com/hooks -H 'Content-Type: application/json' -d '{…}'"
            onChange={(event) => onText(event.target.value)}
          />
        )}
      </Field>
    </>
  )
}
