import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { requestsOf } from '../../../../support/import-samples.ts'
import { requestLog } from '../../../../support/request-log.ts'
import { tempDir } from '../../../../support/temp-dir.ts'

/** `URL` stands for a server on this machine. */
const commands = [
  `curl URL`,
  `curl URL/`,
  `curl URL/a/b?c=d`,
  `curl URL?x=1`,
  `curl 'URL/a b'`.replace('a b', 'a%20b'),
  `curl -X DELETE URL/x`,
  `curl -XPUT -d body URL/x`,
  `curl URL/x -d ''`,
  `curl URL/x -d a=1 -d b=2`,
  `curl -d '{"a":1}' -H 'Content-Type: application/json' URL/x`,
  `curl URL/x --data-raw '@not-a-file'`,
  `curl URL/x --data-binary $'line\\nline\\r\\n'`,
  `printf %s 'bGluZQ0KAP8=' | base64 -d | curl --data-binary @- URL/x`,
  `printf %s 'a b' | curl -d @- URL/x`,
  `echo 'two lines' | curl -d @- URL/x`,
  `echo -n text | curl --data-binary @- URL/x`,
  `curl URL/x --data-urlencode 'name=a b&c' --data-urlencode '=x=y' --data-urlencode 'plain ü'`,
  `curl --json '{"a":' --json '1}' URL/x`,
  `curl --json '{}' -H 'Content-Type: application/x-own' URL/x`,
  `curl --json '{}' -H 'Accept: text/plain' URL/x`,
  `curl -G URL/s -d q=1 -d r=2`,
  `curl -G 'URL/s?p=0' --data-urlencode 'q=a b'`,
  `curl --url-query 'u=a' URL/s`,
  `curl -u me:secret URL/x`,
  `curl -u 'me:pä:ss' URL/x`,
  `curl http://you:pa%40ss@HOST/x`,
  `curl --oauth2-bearer tok123 URL/x`,
  `curl -A agent/1 -e http://ref/ -b 'a=1; b=2' URL/x`,
  `curl -A '' URL/x`,
  `curl -H 'Accept:' -H 'X-Empty;' -H 'X-Two: 1' -H 'x-two: 2' URL/x`,
  `curl -H 'Host: other.example' URL/x`,
  `curl -H 'X-Blank:    padded  ' URL/x`,
  `curl -H 'X-Utf8: Zoë' URL/x`,
  `curl -H 'User-Agent: mine' -A theirs URL/x`,
  `curl -0 URL/x`,
  `curl -F 'a=b' -F 'c=d e;type=text/x' URL/x`,
  `curl --form-string 'a=@b;type=c' URL/x`,
  `curl -F 'na"me=x' URL/x`,
  `curl -F 'back\\slash=x' URL/x`,
  `curl -sSL --compressed -k --max-time 5 -o /dev/null URL/x`,
  `curl --url URL/x --request PATCH --data x`,
  `curl -sd body -XPOST URL/x`,
  `curl URL/x#fragment`,
  `curl URL/a/../b/./c`,
  `curl 'URL/a/../..?x=/../y'`,
  `curl URL/a/b/..`,
  `curl URL/a//../.`,
  `curl --path-as-is URL/a/../b`,
  `curl -d a URL/x -H 'Content-Type;'`,
  `curl -d a URL/x -H 'Content-Type:'`,
  `curl -d a URL/x -H 'Content-Length: 1'`,
]

/** What the boundary of a form is, nobody can tell before. */
const withoutBoundary = (text: string) => text.replaceAll(/-{8,}[0-9A-Za-z]{16,}/g, 'BOUNDARY')

test('a command is read as the request that curl sends', async () => {
  const server = await requestLog()
  try {
    const host = `127.0.0.1:${server.port}`
    const script = commands
      .map((command) => command.replaceAll('URL', `http://${host}`).replaceAll('HOST', host))
      .join('\n')
    const home = await tempDir()
    const quiet = script.replaceAll(/(^|\| )curl /gm, '$1curl -s -o /dev/null ')
    await promisify(execFile)('bash', ['--noprofile', '--norc', '-c', quiet], {
      env: { ...process.env, HOME: home, LC_ALL: 'C.UTF-8' },
    })
    expect(server.heard).toHaveLength(commands.length)

    const read = requestsOf(script, 'curl')
    for (const [at, command] of commands.entries()) {
      const [sent, found] = [server.heard[at]!, read[at]!]
      const lines = (headers: readonly (readonly [string, string])[]) =>
        headers
          .filter(([name, value]) => !(name === 'User-Agent' && value.startsWith('curl/')))
          .map(([name, value]) => withoutBoundary(`${name}: ${value}`))
          .filter((line) => !/^(?:Accept-Encoding|Connection): /.test(line))
          .sort()
      const body = (bytes: Uint8Array) => withoutBoundary(Buffer.from(bytes).toString('latin1'))
      // A boundary of another length makes another length.
      const isForm = / (?:-F|--form)/.test(command)
      const shown = (all: string[]) => (isForm ? all.filter((line) => !line.startsWith('Content-Length')) : all)
      expect([
        command,
        found.method,
        found.url.replace(/^http:\/\/[^/?]*/, ''),
        shown(lines(found.headers)),
        body(found.body),
      ]).toEqual([command, sent.method, sent.url, shown(lines(sent.headers)), body(sent.body)])
    }
  } finally {
    await server.close()
  }
})
