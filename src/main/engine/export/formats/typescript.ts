import type { ExportFormat } from '../export-format.ts'
import { commentLine } from '../test-code/quote.ts'
import { eventTypes, fileNameOfTypes } from '../types/event-type.ts'
import { typescriptType } from '../types/typescript-type.ts'

const typescript: ExportFormat = {
  id: 'typescript',
  name: 'TypeScript type',
  description: 'The type of the event’s payload, from the documented schema or else from the payloads.',
  extension: 'ts',
  copyable: true,
  kind: 'types',
  assertsAnswer: false,
  render(items, generator) {
    const types = eventTypes(items)
    if (types.length === 0) return []
    const written = types.map(
      ({ name, notes, schema }) =>
        `\n/**\n${notes.map((note) => ` * ${commentLine(note)}\n`).join('')} */\nexport type ${name} = ${typescriptType(schema)}\n`,
    )
    const content = [`// Made by ${commentLine(generator)}.\n`, ...written]
    return [{ name: `${fileNameOfTypes(types, generator)}.types.ts`, mediaType: 'text/javascript', content }]
  },
}

export default typescript
