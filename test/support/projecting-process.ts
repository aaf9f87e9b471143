import { createProjector } from '../../src/main/engine/projections/projector.ts'
import { projections } from '../../src/main/engine/projections/registry.ts'
import { generatedLog } from './generated-log.ts'

/** Builds views from a generated log, and writes a line after each batch: to be killed in the middle of it. */
const [path = '', last = '0'] = process.argv.slice(2)
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const projector = createProjector({
  path,
  log: generatedLog(() => Number(last)),
  projections,
  onChange: ({ through }) => void process.stdout.write(`${through}\n`),
  releaseReaders: async () => undefined,
  messages: quiet,
})
await projector.catchUp()
projector.close()
