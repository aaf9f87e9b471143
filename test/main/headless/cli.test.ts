import { expect, test } from 'vitest'
import { parseCli } from '../../../src/main/headless/cli.ts'
import { UsageError } from '../../../src/main/hosting/usage-error.ts'

test('nothing given: everything is left to settings and defaults', () => {
  expect(parseCli([])).toEqual({
    data: null,
    port: null,
    uiPort: null,
    host: '127.0.0.1',
    config: null,
    tunnel: null,
    tunnelHost: null,
    tunnelSubdomain: null,
    forward: null,
    exportRoots: [],
    json: false,
    help: false,
    version: false,
  })
})

test('reads every option', () => {
  const options = parseCli([
    ...['--data', '/tmp/x', '--port', '4190', '--ui-port=0', '--config', 'c.json', '--json', '--headless'],
    ...['--tunnel-host', 'http://127.0.0.1:1', '--tunnel-subdomain', 'quiet-lamp'],
    ...['--export-root', '/repo/test', '--export-root', 'fixtures'],
  ])

  expect(options).toMatchObject({
    data: '/tmp/x',
    port: 4190,
    uiPort: 0,
    config: 'c.json',
    json: true,
    tunnelHost: 'http://127.0.0.1:1',
    tunnelSubdomain: 'quiet-lamp',
    exportRoots: ['/repo/test', 'fixtures'],
  })
})

test.each([
  [['--port', 'abc'], /--port must be a number from 0 to 65535, not "abc"/],
  [['--port', '70000'], /--port must be/],
  [['--ui-port', '-1'], /--ui-port/],
  [['--prot', '1'], /--prot.*--help/s],
  [['extra'], /extra/],
  [['--no-tunnel', '--tunnel', 'localtunnel'], /contradict/],
  [['--forward', 'ftp://localhost:3000'], /--forward takes a URL such as/],
  [['--port'], /^Option '--port <value>' argument missing. See --help.$/],
  [['extra'], /^Unexpected argument 'extra'. See --help.$/],
  [['--forward', 'http://localhost:3000', '--secret', 's3cret'], /--secret env:NAME/],
  [['--provider', 'replicer'], /--provider goes with --forward/],
])('refuses %j', (argv, message) => {
  expect(() => parseCli(argv)).toThrow(UsageError)
  expect(() => parseCli(argv)).toThrow(message)
})

test('--no-tunnel is the driver "none"', () => {
  expect(parseCli(['--no-tunnel']).tunnel).toBe('none')
})

test('--forward takes a provider and a secret along', () => {
  expect(parseCli(['--forward', 'http://localhost:3000/hooks']).forward).toEqual({
    url: 'http://localhost:3000/hooks',
    provider: null,
    secret: null,
  })
  expect(
    parseCli(['--forward', 'http://localhost:3000', '--provider', 'replicer', '--secret', 'env:LIVE']).forward,
  ).toMatchObject({ provider: 'replicer', secret: 'env:LIVE' })
})

test.each([
  ['localhost:3000', 'http://localhost:3000'],
  ['127.0.0.1:3000/hooks?a=b', 'http://127.0.0.1:3000/hooks?a=b'],
  ['[::1]:3000', 'http://[::1]:3000'],
  ['https://localhost:3000', 'https://localhost:3000'],
])('--forward %s goes to %s', (given, url) => {
  expect(parseCli(['--forward', given]).forward?.url).toBe(url)
})
