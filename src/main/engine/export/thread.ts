import { serveThread } from '../lib/thread.ts'
import { renderExport } from './render.ts'

export const exportFunctions = { render: renderExport }

serveThread(() => ({ functions: exportFunctions, close: () => undefined }))
