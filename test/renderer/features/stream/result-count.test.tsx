// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, it, onTestFinished, test, vi } from 'vitest'
import { StreamList } from '../../../../src/renderer/src/features/stream/stream-list.tsx'
import { StreamModel } from '../../../../src/renderer/src/features/stream/stream-model.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { deliveries } from '../../../support/renderer-deliveries.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'
import { ListedDeliveries } from '../../support/listed-deliveries.ts'

const results = () => screen.getByRole('status', { name: 'Results' }).textContent

test('the number of results stands at the list, and follows what arrives in the same frame', async () => {
  const engine = memoryEngine((engine) => {
    engine.deliveries = deliveries(5)
  })
  await renderWith(engine, <StreamList />, { at: '#/?q=method%3APOST' })
  await screen.findByText('Caller 5')
  expect(results()).toBe('5 results')
  await happens(() => engine.arrive(deliveryDetail({ seq: 6, id: 'd6', method: 'GET' })))
  expect(results()).toBe('5 results')
  await happens(() => engine.arrive(deliveryDetail({ seq: 7, id: 'd7' })))
  await vi.waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(6))
  expect(results()).toBe('6 results')
})

test('without a search there is none, as the chip tells it', async () => {
  await renderWith(
    memoryEngine((engine) => {
      engine.deliveries = deliveries(5)
    }),
    <StreamList />,
  )
  await screen.findByText('Caller 5')
  expect(screen.queryByRole('status', { name: 'Results' })).toBeNull()
})

it('goes on counting until the search is through, and reads rows only where there are more', async () => {
  const engine = new ListedDeliveries(30)
  const shares = [0.3, 0.6, undefined]
  const founds = [10, 10, 30]
  let at = 0
  const client = {
    call: (async (name: 'deliveries.count', input: never) => {
      const answer = await engine.client.call(name, input)
      if (!('count' in answer)) return answer
      const step = Math.min(at, 2)
      at += 1
      const searched = shares[step]
      return { ...answer, count: founds[step], capped: step < 2, ...(searched !== undefined && { searched }) }
    }) as typeof engine.client.call,
  }
  const seen: (number | null)[] = []
  const model = new StreamModel({
    ...{ client, query: 'type:call.ended' },
    changed: () => {
      if (seen.at(-1) !== model.view.searched) seen.push(model.view.searched)
    },
  })
  onTestFinished(() => model.close())
  await model.open()
  await vi.waitFor(() => expect(model.view).toMatchObject({ searched: null, capped: false, count: 30 }))
  expect(seen).toEqual([null, 0.3, 0.6, null])
  expect(model.rowAt(0)?.seq).toBe(30)
})
