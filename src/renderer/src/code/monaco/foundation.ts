// The half of Monaco that its other half is built on. Loaded first, in a chunk of its own: all of it at once would hold up the page.
import 'monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget'
