import { usualIgnoreRules } from '#shared/compare/ignore-rules.ts'
import { CompareRules } from '#shared/model/compare-rules.ts'
import { putSetting, removeSetting, type WriteState } from './stored-state.ts'

/** What is left out of comparisons, by endpoint. */
export interface CompareRulesStore {
  get(endpointId: string): CompareRules
  set(endpointId: string, rules: CompareRules): Promise<CompareRules>
  /** With its endpoint. */
  forget(endpointId: string): Promise<void>
}

const keyStart = 'compare.'

export function createCompareRules(settings: ReadonlyMap<string, unknown>, write: WriteState): CompareRulesStore {
  const byEndpoint = new Map<string, CompareRules>()
  for (const [key, value] of settings) {
    const read = key.startsWith(keyStart) ? CompareRules.safeParse(value) : null
    if (read?.success) byEndpoint.set(key.slice(keyStart.length), read.data)
  }
  return {
    get: (endpointId) => byEndpoint.get(endpointId) ?? usualIgnoreRules,
    async set(endpointId, rules) {
      const clean = { pointers: [...new Set(rules.pointers)], headers: [...new Set(rules.headers)] }
      await write([putSetting(keyStart + endpointId, clean)])
      byEndpoint.set(endpointId, clean)
      return clean
    },
    async forget(endpointId) {
      if (byEndpoint.delete(endpointId)) await write([removeSetting(keyStart + endpointId)])
    },
  }
}
