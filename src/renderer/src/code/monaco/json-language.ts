import { Emitter, editor, type IDisposable, languages, type Uri } from 'monaco-editor/editor'
import { CompletionAdapter, DiagnosticsAdapter } from 'monaco-editor/languages/features/common/lspLanguageFeatures'
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker'
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/cursorUndo/register'
import 'monaco-editor/features/indentation/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/snippet/register'
import 'monaco-editor/editor/contrib/suggest/browser/suggestController'
import 'monaco-editor/features/wordOperations/register'
import { applyTheme, jsonTokens } from './monaco.ts'

/**
 * JSON that is edited. Not the editor's own `json`: that brings every feature of the editor along, into the views that are
 * only read as well.
 */
export const editedJson = 'edited-json'
languages.register({ id: editedJson })
languages.setMonarchTokensProvider(editedJson, jsonTokens)
languages.setLanguageConfiguration(editedJson, {
  wordPattern: /(-?\d*\.\d\w*)|([^[{\]}:",\s]+)/g,
  brackets: [
    ['{', '}'],
    ['[', ']'],
  ],
  // Colours tell kinds of values here.
  colorizedBracketPairs: [],
  autoClosingPairs: [
    { open: '{', close: '}', notIn: ['string'] },
    { open: '[', close: ']', notIn: ['string'] },
    { open: '"', close: '"', notIn: ['string'] },
  ],
})

// What was loaded here has colours of its own.
applyTheme()

/** Completes and checks the text of this URI by a schema, in a worker; without one, only whether it is JSON. */
export function startJsonHelp(uri: Uri, schemaText: string | null): IDisposable {
  const schemas =
    schemaText === null
      ? []
      : [{ uri: `${uri}.schema`, fileMatch: [uri.toString()], schema: JSON.parse(schemaText) as unknown }]
  const started = new JsonWorker()
  // How the worker is told what to do: a message that it skips, then its settings.
  started.postMessage('ignore')
  started.postMessage({
    languageId: editedJson,
    languageSettings: { validate: true, allowComments: false, schemaValidation: 'warning', schemas },
    enableSchemaRequest: false,
  })
  const client = editor.createWebWorker<object>({ worker: started, keepIdleModels: true })
  let isClosed = false
  // A check that is still to come when the editor is closed is not made, and not missed.
  const worker = (...uris: Uri[]) => (isClosed ? new Promise<never>(() => undefined) : client.withSyncedResources(uris))
  const never = new Emitter<unknown>()
  const completion = languages.registerCompletionItemProvider(
    { language: editedJson, pattern: uri.path },
    new CompletionAdapter(worker, [' ', ':', '"']),
  )
  const marks = new DiagnosticsAdapter(editedJson, worker, never.event)
  return {
    dispose() {
      isClosed = true
      completion.dispose()
      marks.dispose()
      never.dispose()
      client.dispose()
      started.terminate()
    },
  }
}
