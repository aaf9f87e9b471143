// Monaco ships no types for what its own languages are made of.
declare module 'monaco-editor/languages/features/common/lspLanguageFeatures' {
  import type { IDisposable, IEvent, languages, Uri } from 'monaco-editor/editor'

  type WorkerOf = (...uris: Uri[]) => Promise<object>

  export class CompletionAdapter implements languages.CompletionItemProvider {
    constructor(worker: WorkerOf, triggerCharacters: readonly string[])
    provideCompletionItems: languages.CompletionItemProvider['provideCompletionItems']
  }

  /** Marks what is wrong in all texts of a language. */
  export class DiagnosticsAdapter implements IDisposable {
    constructor(languageId: string, worker: WorkerOf, configurationChanged: IEvent<unknown>)
    dispose(): void
  }
}
