import { expect, test } from 'vitest'
import { tunnelStates } from '#shared/model/status.ts'
import { tunnelWords } from '#shared/sentences/tunnel-words.ts'

test('one phrase for what is one state to the user', () => {
  const words = Object.fromEntries(tunnelStates.map((state) => [state, tunnelWords({ state, attempt: 1 })]))
  expect(words).toEqual({
    off: 'No tunnel',
    connecting: 'Tunnel connecting',
    online: 'Tunnel online',
    lost: 'Tunnel down',
    retrying: 'Tunnel down',
  })
})

test('a further try does not make it anything else', () => {
  expect(tunnelWords({ state: 'connecting', attempt: 2 })).toBe('Tunnel down')
})
