import type { ExportFile, ExportFormat } from '../export-format.ts'
import { base64Lines, concatenated, type Pieces } from '../pieces.ts'
import { fileNameOf } from '../request-parts.ts'
import { commentLine, goBytes, goString } from '../test-code/quote.ts'
import { type TestCase, testCases } from '../test-code/test-case.ts'

const goTest: ExportFormat = {
  id: 'go-test',
  name: 'Go test',
  description: 'A test with net/http/httptest that expects a 2xx within the provider’s deadline.',
  extension: 'go',
  copyable: true,
  kind: 'test',
  assertsAnswer: true,
  render(items, generator, options): readonly ExportFile[] {
    if (items.length === 0) return []
    const stem = fileNameOf(items, generator)
    // What follows a "_" can name an operating system, on which alone the file would be compiled.
    const name = `${stem.replaceAll(/[^a-z0-9]+/g, '-')}_test.go`
    const cases = testCases(items, options)
    const content = concatenated([
      head(commentLine(generator), name, testName(stem), cases),
      ...cases.map(fieldsOf),
      run,
    ])
    return [{ name, mediaType: 'text/x-go', content }]
  },
}

/** `TestReplicerCallEnded20261120173828Zkfamnc7` */
const testName = (stem: string): string =>
  `Test${stem.replaceAll(/[^a-z0-9]*([a-z0-9]+)[^a-z0-9]*/g, (_, word: string) => word.charAt(0).toUpperCase() + word.slice(1))}`

/** Everything is within one function: generated files may lie in one package without a clash of names. */
function head(generator: string, file: string, test: string, cases: readonly TestCase[]): string {
  const decodes = cases.some(({ text }) => text === null)
  const imports = ['bytes', ...(decodes ? ['encoding/base64'] : [])]
  imports.push('io', 'net/http', 'net/http/httptest', 'os', 'strings', 'testing', 'time')
  return `// Made by ${generator}. Run: go test ${file}
// With TARGET_URL=http://localhost:3000/hooks the deliveries go there, else to the handler below: put yours in its place.
package webhooks

import (
${imports.map((name) => `\t"${name}"\n`).join('')})

func ${test}(t *testing.T) {
	var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
	})

	target := os.Getenv("TARGET_URL")
	if target == "" {
		server := httptest.NewServer(handler)
		defer server.Close()
		target = server.URL
	}
${decodes ? decode : ''}
	type delivery struct {
		name     string
		path     string
		method   string
		headers  [][2]string
		body     []byte
		deadline time.Duration
		// 0: any 2xx.
		status int
		// Compared where there is one.
		answer []byte
	}
	deliveries := []delivery{
`
}

const decode = `
	decode := func(text string) []byte {
		body, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
`

function fieldsOf({ title, path, method, headers, body, text, deadlineMs, answer, notes }: TestCase): Pieces {
  const isAligned = headers.length === 0 && text?.includes('\n') === false
  const pairs = headers.map(([name, value]) => `\t\t\t\t{${goBytes(name)}, ${goBytes(value)}},\n`)
  return concatenated([
    '\t\t{\n',
    ...notes.map((note) => `\t\t\t// ${commentLine(note)}\n`),
    `\t\t\tname:     ${goString(title)},\n`,
    `\t\t\tpath:     ${goBytes(path)},\n`,
    `\t\t\tmethod:   ${goBytes(method)},\n`,
    `\t\t\tdeadline: ${deadlineMs} * time.Millisecond,\n`,
    answer === null ? '' : `\t\t\tstatus:   ${answer.status},\n`,
    (answer?.body ?? null) === null ? '' : `\t\t\tanswer:   []byte(${goString(answer?.body ?? '')}),\n`,
    pairs.length === 0 ? '' : `\t\t\theaders: [][2]string{\n${pairs.join('')}\t\t\t},\n`,
    // gofmt aligns values that stand in lines of their own, one below the other.
    ...(body.byteLength === 0 ? [] : [isAligned ? '\t\t\tbody:     ' : '\t\t\tbody: ', bytesOf(body, text), ',\n']),
    '\t\t},\n',
  ])
}

/** The body as an expression of type []byte. Lines are written one by one where there are several. */
function bytesOf(body: Uint8Array, text: string | null): Pieces {
  if (text === null) return concatenated(['decode(`\n', base64Lines(body), '`)'])
  const lines = text.split('\n')
  if (lines.length === 1) return [`[]byte(${goString(text)})`]
  const written = lines.map((line) => `\t\t\t\t${goString(line)},\n`).join('')
  return [`[]byte(strings.Join([]string{\n${written}\t\t\t}, "\\n"))`]
}

const run = `	}

	for _, delivery := range deliveries {
		t.Run(delivery.name, func(t *testing.T) {
			url := target + delivery.path
			if strings.HasPrefix(delivery.path, "/") {
				url = strings.TrimSuffix(target, "/") + delivery.path
			}
			request, err := http.NewRequest(delivery.method, url, bytes.NewReader(delivery.body))
			if err != nil {
				t.Fatal(err)
			}
			// Go sends the names in its own case and order.
			for _, header := range delivery.headers {
				request.Header.Add(header[0], header[1])
			}
			if _, sent := request.Header["User-Agent"]; !sent {
				request.Header.Set("User-Agent", "")
			}
			client := http.Client{
				Timeout:       delivery.deadline,
				Transport:     &http.Transport{DisableCompression: true},
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			}
			answer, err := client.Do(request)
			if err != nil {
				t.Fatalf("no answer within %s: %v", delivery.deadline, err)
			}
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatalf("no complete answer within %s: %v", delivery.deadline, err)
			}
			if delivery.status == 0 && (answer.StatusCode < 200 || answer.StatusCode > 299) {
				t.Errorf("the answer is %d, not 2xx", answer.StatusCode)
			}
			if delivery.status != 0 && answer.StatusCode != delivery.status {
				t.Errorf("the answer is %d, not %d", answer.StatusCode, delivery.status)
			}
			if delivery.answer != nil && !bytes.Equal(body, delivery.answer) {
				t.Errorf("the answer is %q, not %q", body, delivery.answer)
			}
		})
	}
}
`

export default goTest
