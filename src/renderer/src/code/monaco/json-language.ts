import { languages } from 'monaco-editor/editor'
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker'
import { jsonDefaults } from 'monaco-editor/languages/features/json/register'
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/cursorUndo/register'
import 'monaco-editor/features/hover/register'
import 'monaco-editor/features/indentation/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/snippet/register'
import 'monaco-editor/features/suggest/register'
import 'monaco-editor/features/wordOperations/register'
import { addWorker } from './monaco.ts'

// Schema help for JSON that is edited: its own worker checks, completes and explains. Loaded with the editor alone.
addWorker('json', () => new JsonWorker())
languages.setLanguageConfiguration('json', {
  brackets: [
    ['{', '}'],
    ['[', ']'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}', notIn: ['string'] },
    { open: '[', close: ']', notIn: ['string'] },
    { open: '"', close: '"', notIn: ['string'] },
  ],
})

/** The schema that the text of this URI is held against; null: only whether it is JSON. */
export function setSchema(uri: string, schemaText: string | null): void {
  jsonDefaults.setDiagnosticsOptions({
    validate: true,
    allowComments: false,
    schemaValidation: 'warning',
    schemas: schemaText === null ? [] : [{ uri: `${uri}.schema`, fileMatch: [uri], schema: JSON.parse(schemaText) }],
  })
}
