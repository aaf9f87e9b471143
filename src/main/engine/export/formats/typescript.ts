import type { ExportFormat } from '../export-format.ts'
import { commentLine } from '../test-code/quote.ts'
import { docComment, typesFile } from '../types/event-type.ts'
import { typescriptType } from '../types/typescript-type.ts'

const typescript: ExportFormat = {
  id: 'typescript',
  name: 'TypeScript type',
  description: 'The type of the event’s payload, from the documented schema or else from the payloads.',
  extension: 'ts',
  copyable: true,
  kind: 'types',
  assertsAnswer: false,
  render: (items, generator) =>
    typesFile(items, generator, '.types.ts', (types) => [
      `// Made by ${commentLine(generator)}.\n`,
      ...types.map((type) => `\n${docComment(type)}\nexport type ${type.name} = ${typescriptType(type.schema)}\n`),
    ]),
}

export default typescript
