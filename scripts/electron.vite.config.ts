import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { contentPolicy } from '../src/main/hosting/static-files.ts'

const source = (name: string) => resolve(import.meta.dirname, '../src', name)
const main = (name: string) => source(`main/${name}`)

const contentPolicyTag = {
  name: 'content-policy',
  transformIndexHtml: (html: string) => html.replace('%CONTENT_POLICY%', contentPolicy.join('; ')),
}

export default defineConfig({
  main: {
    // fflate's Node entry declares `require`, and so does electron-vite in each chunk that uses it.
    resolve: { alias: { fflate: 'fflate/browser' } },
    build: {
      // Bundled, so that the package does not bring the old axios that it names.
      externalizeDeps: { exclude: ['localtunnel'] },
      rolldownOptions: {
        input: {
          index: main('index.ts'),
          headless: main('headless.ts'),
          cli: main('cli.ts'),
          capture: main('engine/capture/thread.ts'),
          projections: main('engine/projections/thread.ts'),
          reading: main('engine/reading/thread.ts'),
          ladder: main('engine/signatures/ladder/thread.ts'),
          exporter: main('engine/export/thread.ts'),
          importer: main('engine/import/thread.ts'),
          judging: main('engine/judging/child.ts'),
        },
        // Chunks lie beside the entries, so that a worker's file is found from any of them.
        output: { chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: source('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), tailwindcss(), contentPolicyTag],
    build: {
      minify: true,
      // The content policy admits fonts from the host alone, so none may become a data: URL.
      assetsInlineLimit: 0,
      // Monaco is one large chunk, loaded when a payload is opened.
      chunkSizeWarningLimit: 6000,
      rolldownOptions: { input: source('renderer/index.html') },
    },
  },
})
