import { beforeEach, describe, expect, it } from 'vitest'
import type { AppClient } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { useEndpoints } from '../../../src/renderer/src/state/live-state.ts'
import {
  approveReplay,
  askReplayTarget,
  dropReplayQuestion,
  replay,
  useReplay,
} from '../../../src/renderer/src/state/replay-action.ts'

/** Answers `replays.send` with each of these in turn; errors are thrown. All deliveries are of one endpoint. */
function engine(...answers: unknown[]) {
  const asked: unknown[] = []
  const call = async (name: string, input: unknown) => {
    if (name === 'deliveries.get') return { endpointId: 'ep_1' }
    asked.push(input)
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer
  }
  return { client: { call } as unknown as AppClient, asked }
}
const sent = { result: 'sent', replay: { id: 'r1', deliveryId: 'd1' } }
const ask = { result: 'needs-approval', target: 'https://x.example/in', origin: 'https://x.example' }

describe('replay', () => {
  beforeEach(() => useReplay.setState({ sending: new Map(), question: null, last: null, problem: null }))

  it('sends and keeps the outcome', async () => {
    const { client, asked } = engine(sent)
    const done = replay(client, 'd1')
    expect(useReplay.getState().sending.has('d1')).toBe(true)
    await done
    expect(asked).toEqual([{ id: 'd1', approve: false, sign: 'keep' }])
    expect(useReplay.getState()).toMatchObject({ last: { id: 'r1' }, question: null })
    expect(useReplay.getState().sending.size).toBe(0)
  })

  it('asks before a target elsewhere, and sends to that target when agreed', async () => {
    const { client, asked } = engine(ask, sent)
    await replay(client, 'd1')
    expect(useReplay.getState().question).toMatchObject({ kind: 'approval', origin: 'https://x.example' })
    await approveReplay(client)
    expect(asked[1]).toEqual({ id: 'd1', target: 'https://x.example/in', approve: true, sign: 'keep' })
    expect(useReplay.getState()).toMatchObject({ question: null, last: { id: 'r1' } })
  })

  it('a new signature that was asked for is still wanted after the question', async () => {
    const { client, asked } = engine(ask, sent)
    await replay(client, 'd1', undefined, 'again')
    await approveReplay(client)
    expect(asked).toMatchObject([{ sign: 'again' }, { sign: 'again', approve: true }])
  })

  it.each([
    ['outcome', sent],
    ['failure', new Error('no')],
  ])('a question that was opened while a replay is on its way is not closed by its %s', async (_, answer) => {
    const { client } = engine(answer)
    const done = replay(client, 'd1')
    askReplayTarget('d1')
    await done
    expect(useReplay.getState().question).toMatchObject({ kind: 'target', deliveryId: 'd1' })
  })

  it('a question that is dropped sends nothing', async () => {
    const { client, asked } = engine(ask)
    await replay(client, 'd1')
    dropReplayQuestion()
    await approveReplay(client)
    expect(asked).toHaveLength(1)
  })

  it('asks for a target where there is none', async () => {
    await replay(engine({ result: 'no-target' }).client, 'd1')
    expect(useReplay.getState().question).toMatchObject({ kind: 'target', deliveryId: 'd1', problem: null })
  })

  it('a refused target is told in the question, another fault beside the delivery', async () => {
    const bad = new AppError('bad-input', 'target: x', [{ path: ['target'], message: 'must be an http or https URL' }])
    askReplayTarget('d1')
    await replay(engine(bad).client, 'd1', 'ftp://x')
    expect(useReplay.getState().question).toMatchObject({ problem: 'must be an http or https URL' })
    dropReplayQuestion()
    await replay(engine(new AppError('not-found', 'It is gone.')).client, 'd1')
    expect(useReplay.getState().problem).toEqual({ deliveryId: 'd1', message: 'It is gone.' })
  })

  it('goes to the target that was chosen last for the endpoint, until the endpoint gets another', async () => {
    const { client, asked } = engine(sent, sent, sent, sent)
    const endpointWith = (target: string) =>
      useEndpoints.setState({ endpoints: [{ id: 'ep_1', target } as EndpointStatus] })
    endpointWith('http://localhost:1/')
    await replay(client, 'd1', 'http://localhost:2/')
    await replay(client, 'd2')
    expect(asked[1]).toMatchObject({ id: 'd2', target: 'http://localhost:2/' })
    endpointWith('http://localhost:3/')
    await replay(client, 'd2')
    expect(asked[2]).not.toHaveProperty('target')
  })

  it('choosing the endpoint’s own target ends the choice', async () => {
    const { client, asked } = engine(sent, sent, sent)
    useEndpoints.setState({ endpoints: [{ id: 'ep_1', target: 'http://localhost:1/' } as EndpointStatus] })
    await replay(client, 'd1', 'http://localhost:2/')
    await replay(client, 'd1', 'http://localhost:1/')
    await replay(client, 'd1')
    expect(asked[2]).not.toHaveProperty('target')
  })

  it('does not send a delivery twice at once', async () => {
    const { client, asked } = engine(sent, sent)
    await Promise.all([replay(client, 'd1'), replay(client, 'd1')])
    expect(asked).toHaveLength(1)
  })
})
