import { expect, test } from 'vitest'
import { defaultSettings } from '#shared/model/settings.ts'
import { parseCli } from '../../../src/main/headless/cli.ts'
import { parseConfig, settingsForRun } from '../../../src/main/headless/config.ts'
import { UsageError } from '../../../src/main/hosting/usage-error.ts'

const config = (value: unknown) => parseConfig(JSON.stringify(value), 'c.json')

test('the command line wins over the file, the file over what is stored', () => {
  const file = config({ tunnel: { host: 'http://file.example', subdomain: 'from-file' } })
  const run = settingsForRun(parseCli(['--tunnel-subdomain', 'from-args']), file, defaultSettings)

  expect(run.tunnel).toEqual({ driver: 'localtunnel', host: 'http://file.example', subdomain: 'from-args' })
})

test.each([
  [['--tunnel', 'zrok'], {}, '--tunnel: there is no tunnel driver "zrok"; there are localtunnel, none.'],
  [[], { tunnel: 'zrok' }, 'tunnel: there is no tunnel driver "zrok"'],
  [['--tunnel-host', 'nonsense'], {}, '--tunnel-host: must be an http or https URL'],
])('%j with %j is refused', (argv, file, message) => {
  const make = () => settingsForRun(parseCli(argv), config(file), defaultSettings)

  expect(make).toThrow(UsageError)
  expect(make).toThrow(message)
})
