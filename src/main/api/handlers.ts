import type { AppHandlers } from '#shared/api/contract.ts'
import {
  type Engine,
  exportFormatInfos,
  importFormatInfos,
  latestValues,
  schemeInfos,
  tunnelDriverInfos,
} from '../engine/engine.ts'

const nothing = {}
/** Between two snapshots of a watched state, and how often ageing figures (rates) are looked at again; milliseconds. */
const snapshot = { intervalMs: 250, refreshMs: 5000 }

/** One short function for each call and stream of the contract. */
export function createHandlers(engine: Engine): AppHandlers {
  const { deliveries, replays, runs, endpoints, rules, catalog, settings, exports, imports } = engine
  const { secrets } = endpoints

  return {
    calls: {
      'deliveries.page': async (page) => ({ rows: [...(await deliveries.page(page))] }),
      'deliveries.count': (order) => deliveries.count(order),
      async 'deliveries.attempts'({ seq }) {
        const { rows, total } = await deliveries.attempts(seq)
        return { rows: [...rows], total }
      },
      'deliveries.attemptChanges': async ({ id }) => ({ changes: await deliveries.attemptChanges(id) }),
      'deliveries.get': ({ id }) => deliveries.get(id),
      async 'deliveries.body'({ id, offset, length }) {
        const { bytes, size } = await deliveries.body(id, offset, length)
        return { base64: Buffer.from(bytes).toString('base64'), size }
      },
      'deliveries.signature': ({ id }) => engine.explainSignature(id),
      'deliveries.explain': async ({ id }) => ({ ladder: await engine.explainFailure(id) }),
      async 'deliveries.annotate'({ id, ...change }) {
        await engine.annotate(id, change)
        return nothing
      },
      'deliveries.remove': async ({ ids }) => ({ removed: await deliveries.remove(ids) }),

      'removals.start': (order) => engine.removals.start(order),
      'removals.startChosen': (order) => engine.removals.start(order),
      async 'removals.undo'({ id }) {
        await engine.removals.undo(id)
        return nothing
      },
      async 'removals.finish'({ id }) {
        await engine.removals.finish(id)
        return nothing
      },
      'retention.preview': ({ endpointId, retention }) => engine.retention.preview(endpointId, retention),
      'search.vocabulary': () => engine.searchVocabulary(),

      'savedViews.add': ({ at, ...view }) => engine.savedViews.add(view, at),
      'savedViews.change': ({ id, ...changes }) => engine.savedViews.change(id, changes),
      async 'savedViews.move'({ id, to }) {
        await engine.savedViews.move(id, to)
        return nothing
      },
      async 'savedViews.remove'({ id }) {
        await engine.savedViews.remove(id)
        return nothing
      },
      async 'savedViews.restore'() {
        await engine.savedViews.restore()
        return nothing
      },

      'changes.apply': ({ change }) => engine.changes.apply(change),

      'endpoints.create': (fields) => endpoints.create(fields),
      'endpoints.update': ({ id, ...changed }) => endpoints.update(id, changed),
      'endpoints.newToken': ({ id }) => endpoints.newToken(id),
      async 'endpoints.remove'({ id }) {
        await engine.removeEndpoint(id)
        return nothing
      },
      'endpoints.answerTimes': ({ id, hours }) => engine.answerTimes(id, hours),
      'secrets.add': ({ endpointId, label, value }) => secrets.add(endpoints.get(endpointId).id, label, value),
      'secrets.retire': ({ id, retired }) => secrets.retire(id, retired),
      'secrets.rename': ({ id, label }) => secrets.rename(id, label),
      async 'secrets.remove'({ id }) {
        await secrets.remove(id)
        return nothing
      },

      'providers.list': () => ({ providers: catalog.infos(), broken: [...catalog.broken()], schemes: schemeInfos() }),
      async 'providers.reload'() {
        await catalog.reload()
        return { loaded: catalog.packs().size, broken: [...catalog.broken()] }
      },
      'providers.schema': ({ provider, event, revision }) => ({
        text: catalog.schemaText(provider, event, revision),
      }),
      'samples.send': (order) => engine.sendSample(order),

      'replays.send': (order) => replays.send(order),
      'replays.cancel': ({ id }) => ({ cancelled: replays.cancel(id) }),
      'replays.list': async ({ id }) => ({ replays: [...(await replays.list(id))] }),
      'replays.breaks': (order) => replays.breaks(order),
      async 'replays.sent'({ id }) {
        const { headers, body } = await replays.sent(id)
        return { headers: [...headers], base64: Buffer.from(body).toString('base64') }
      },
      'replays.body': async ({ id }) => ({ base64: Buffer.from(await replays.body(id)).toString('base64') }),

      'forwards.set': (order) => engine.forwards.set(order),
      'forwards.body': async ({ id, forward }) => ({
        base64: Buffer.from(await engine.forwards.body(id, forward)).toString('base64'),
      }),
      'forwards.discard': async ({ endpointId }) => ({
        discarded: await engine.forwards.discard(endpoints.get(endpointId).id),
      }),

      'rules.save': (order) => rules.save(order),
      'rules.switch': ({ endpointId, id, on }) => rules.switch(endpointId, id, on),
      'rules.move': ({ endpointId, id, to }) => rules.move(endpointId, id, to),
      'rules.remove': ({ endpointId, id }) => rules.remove(endpointId, id),
      'rules.preview': (order) => rules.preview(order),

      'drafts.list': () => ({ drafts: engine.drafts.list() }),
      'drafts.open': ({ deliveryId, target }) => engine.drafts.open(deliveryId, target),
      'drafts.save': ({ deliveryId, draft }) => engine.drafts.save(deliveryId, draft),
      'drafts.discard': async ({ deliveryId }) => ({ draft: await engine.drafts.discard(deliveryId) }),
      'compare.rules': ({ endpointId }) => ({ rules: engine.compareRules.get(endpoints.get(endpointId).id) }),
      'compare.setRules': async ({ endpointId, rules }) => ({
        rules: await engine.compareRules.set(endpoints.get(endpointId).id, rules),
      }),
      'resends.start': (order) => engine.resends.start(order),
      'resends.stop'({ endpointId }) {
        engine.resends.stop(endpointId)
        return nothing
      },

      'runs.preview': ({ plan }) => runs.preview(plan),
      'runs.start': ({ plan, approve }) => runs.start(plan, approve),
      async 'runs.pause'({ id }) {
        await runs.pause(id)
        return nothing
      },
      async 'runs.resume'({ id, uncertain }) {
        await runs.resume(id, uncertain)
        return nothing
      },
      async 'runs.cancel'({ id }) {
        await runs.cancel(id)
        return nothing
      },
      'runs.list': async () => ({ runs: await runs.list() }),
      'runs.outcomes': ({ id, ...page }) => runs.outcomes(id, page),
      'runs.answers': ({ id, skip, limit }) => runs.answers(id, skip, limit),

      'imports.formats': () => ({ formats: importFormatInfos() }),
      'imports.open': () => ({ id: imports.open() }),
      'imports.put'({ id, files }) {
        imports.put(
          id,
          files.map(({ base64, ...file }) => ({ ...file, bytes: Buffer.from(base64, 'base64') })),
        )
        return nothing
      },
      'imports.drop'({ id }) {
        imports.drop(id)
        return nothing
      },
      'imports.undo': ({ id }) => imports.undo(id),

      'exports.formats': () => ({ formats: exportFormatInfos() }),
      'exports.folders': () => ({ roots: [...exports.folders.roots], canChoose: exports.folders.canChoose }),
      'exports.chooseFolder': async () => ({ folder: await exports.folders.choose() }),
      'standingExports.add': (order) => exports.standing.add(order),
      async 'standingExports.pause'({ id }) {
        await exports.standing.pause(id)
        return nothing
      },
      async 'standingExports.resume'({ id }) {
        await exports.standing.resume(id)
        return nothing
      },
      async 'standingExports.remove'({ id }) {
        await exports.standing.remove(id)
        return nothing
      },
      'exports.preview': ({ ids, safe }) => exports.preview(ids, safe),

      'host.info': () => engine.info,
      'settings.get': () => settings.get(),
      'settings.update': (patch) => settings.update(patch),
      'tunnel.drivers': () => ({ drivers: tunnelDriverInfos() }),
      'tunnel.retry'() {
        engine.retryTunnel()
        return nothing
      },
    },
    streams: {
      'deliveries.watch': (order, stop) => engine.watchDeliveries({ ...order, stop }),
      'removals.preview': (order, stop) => engine.removals.preview(order, stop),
      'removals.watch': (_, stop) => engine.removals.watch(stop),
      'savedViews.watch': (_, stop) => engine.savedViews.watch(stop),
      'deliveries.recheck': ({ endpointId }, stop) => engine.recheck(endpoints.get(endpointId).id, stop),
      'runs.watch': (_, stop) => runs.watch(stop),
      'imports.preview': (order, stop) => imports.preview(order, stop),
      'imports.run': (order, stop) => imports.run(order, stop),
      'exports.render': (order, stop) => exports.render(order, stop),
      'exports.save': (order, stop) => exports.save(order, stop),
      'standingExports.watch': (_, stop) => exports.standing.watch(stop),
      'changes.preview': ({ change }, stop) => engine.changes.preview(change, stop),
      'changes.undo': ({ undo }, stop) => engine.changes.undo(undo, stop),
      'endpoints.watch': (_, stop) =>
        latestValues(async () => ({ endpoints: await engine.endpointStatuses() }), {
          onChange: engine.statusChanged.subscribe,
          stop,
          ...snapshot,
        }),
      'resends.watch': (_, stop) =>
        latestValues(async () => ({ watches: engine.resends.list() }), {
          onChange: engine.resends.changed.subscribe,
          stop,
          intervalMs: 50,
          refreshMs: 60_000,
        }),
      'host.watch': (_, stop) =>
        latestValues(() => engine.hostStatus(), { onChange: engine.statusChanged.subscribe, stop, ...snapshot }),
      'host.notices': (_, stop) => engine.notices.watch(stop),
    },
  }
}
