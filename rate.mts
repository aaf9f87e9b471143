import { createProjector } from './src/main/engine/projections/projector.ts'
import { projections } from './src/main/engine/projections/registry.ts'
import { generatedLog } from './test/support/generated-log.ts'
const [path, last] = process.argv.slice(2)
const q = { info() {}, warn() {}, error: console.log } as any
let t = performance.now(), at = 0
const p = createProjector({ path: path!, log: generatedLog(() => Number(last)), projections, onChange: ({ through }) => { if (through - at >= 100000) { console.log(path, through, Math.round((through - at) / ((performance.now() - t) / 1000)), 'per s'); t = performance.now(); at = through } }, releaseReaders: async () => {}, messages: q })
await p.catchUp()
p.close()
