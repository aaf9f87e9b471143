import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createProjector, type ViewsChange } from '../../../../src/main/engine/projections/projector.ts'
import { projections } from '../../../../src/main/engine/projections/registry.ts'
import { createReader, type EndpointName } from '../../../../src/main/engine/reading/reader.ts'
import { type FakeLog, fakeLog, noon } from '../../../support/fake-log.ts'
import { keptLog } from '../../../support/kept-log.ts'

/** A log in memory with its views, brought up to date by hand. */
export function openSampleViews(dir: string, log: FakeLog = fakeLog(undefined, dir)) {
  const path = join(dir, 'views.db')
  const messages = keptLog()
  const changes: ViewsChange[] = []
  const damage: string[] = []
  const endpoints: EndpointName[] = []
  const reader = createReader({
    ...{ path, log, messages },
    logPaths: { database: join(dir, 'log.db'), bodies: dir, putAside: dir, numbers: join(dir, 'numbers') },
    endpoints: () => endpoints,
    onDamage: (code) => damage.push(code),
  })
  const projector = createProjector({
    ...{ path, log, projections, messages },
    onChange: (change) => changes.push(change),
    releaseReaders: async () => reader.release(),
  })
  return {
    ...{ path, log, messages, changes, damage, endpoints, reader, projector },
    catchUp: () => projector.catchUp(),
    /** Numbers of the rows that fit, newest first. */
    find: (query: string, limit = 500) => reader.page({ query, limit }, noon).map(({ seq }) => seq),
    count: (query: string, through?: number) => reader.count(query, undefined, through, noon),
    close() {
      reader.close()
      projector.close()
    },
  }
}

export type SampleViews = ReturnType<typeof openSampleViews>

/** Both go with the test. */
export function sampleViews(): SampleViews {
  const dir = mkdtempSync(join(tmpdir(), 'switchhook-views-'))
  const views = openSampleViews(dir)
  onTestFinished(() => {
    views.close()
    rmSync(dir, { recursive: true, force: true })
  })
  return views
}
