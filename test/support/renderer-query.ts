import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { parseQuery } from '#shared/query/parse-query.ts'

/** Does a delivery fit a query? Enough of the language for the screen; the engine's own is tested with the store. */
export function fitsQuery(delivery: DeliveryDetail, query: string): boolean {
  return parseQuery(query, 0).terms.every(({ condition, negated }) => {
    if (condition === null) throw new Error(`the query is not readable: ${query}`)
    return holds(delivery, condition) !== negated
  })
}

type Condition = NonNullable<ReturnType<typeof parseQuery>['terms'][number]['condition']>

function holds(delivery: DeliveryDetail, condition: Condition): boolean {
  switch (condition.kind) {
    case 'words':
      return JSON.stringify(delivery.summary).toLowerCase().includes(condition.text.toLowerCase())
    case 'verification':
      return condition.states.includes(delivery.verification.state)
    case 'conformance':
      return delivery.conformance.state === condition.state
    case 'status':
      return (
        delivery.answer !== null && delivery.answer.status >= condition.from && delivery.answer.status <= condition.to
      )
    case 'text':
      return (condition.field === 'endpoint' ? delivery.endpointId : delivery.eventType) === condition.value
    case 'flag':
      return condition.flag === 'sample' && delivery.sample
    default:
      throw new Error(`no test needs the condition ${condition.kind} yet`)
  }
}
