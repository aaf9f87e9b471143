import { isCmdScript, readCmdScript } from '../curl/cmd-script.ts'
import { curlRequest } from '../curl/curl-request.ts'
import { type Pipeline, readShellScript, type ShellCommand } from '../curl/shell-script.ts'
import { type ImportedRequest, type ImportFormat, maskedNote } from '../import-format.ts'
import { Refusal } from '../refusal.ts'

/** cURL commands for a POSIX shell, bash, or the Windows command prompt, as browsers and Switchhook copy them. */
const curl: ImportFormat = {
  id: 'curl',
  name: 'cURL',
  description: 'One or more curl commands, for a POSIX shell or the Windows command prompt.',
  detect: (source) =>
    /^(?:#[^\n]*\n|: [^\n]*\n|\s)*(?:\$ )?(?:curl(?:\.exe)?\s|printf %s ')/.test(source.latin1.slice(0, 20_000)),
  read(source) {
    const text = source.latin1.replace(/^\s*\$ (?=curl)/, '')
    const pipelines = isCmdScript(text) ? readCmdScript(text) : readShellScript(text)
    const requests: ImportedRequest[] = []
    let note: string | null = null
    for (const pipeline of pipelines) {
      const [first] = pipeline
      // A command that does nothing carries the note of our exports.
      if (first?.words[0] === ':') note = maskedNote([], /\(masked\)/.test(first.words.join(' ')))
      else {
        const request = toRequest(pipeline, note)
        source.budget.addRequest(request)
        requests.push(request)
        note = null
      }
    }
    return { requests }
  },
}

function toRequest(pipeline: Pipeline, note: string | null): ImportedRequest {
  const command = pipeline.at(-1)!
  if (!/^(?:.*[/\\])?curl(?:\.exe)?$/.test(command.words[0] ?? ''))
    throw new Refusal('unsupported', `“${(command.words[0] ?? '').slice(0, 40)}” is not a curl command.`, command.line)
  return curlRequest(command, pipedInto(pipeline.slice(0, -1)), note)
}

/** What some simple commands write; null where there are none. */
function pipedInto(commands: Pipeline): string | null {
  return commands.reduce<string | null>(outputOf, null)
}

function outputOf(input: string | null, { words, line }: ShellCommand): string {
  const [name, ...given] = words
  const text = given.join(' ')
  if (name === 'printf' && given.length === 2 && given[0] === '%s') return given[1]!
  if (name === 'echo' && input === null) return given[0] === '-n' ? text.slice(3) : `${text}\n`
  if (name === 'base64' && input !== null && /^(?:-d|-D|--decode)$/.test(text)) {
    const base64 = input.replaceAll(/\s/g, '')
    if (base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64))
      return Buffer.from(base64, 'base64').toString('latin1')
    throw new Refusal('truncated', 'The Base64 of the body is damaged or was cut off.', line)
  }
  throw new Refusal('not-included', `What “${(name ?? '').slice(0, 40)}” writes is not part of the text.`, line)
}

export default curl
