// First, because it sets the order of the style layers.
import './styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { config } from 'zod'
import { App } from './app/app.tsx'
import { createClient } from './client/create-client.ts'

// zod would compile its parsers with `new Function`, which the page's policy forbids.
config({ jitless: true })

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App connection={createClient()} />
  </StrictMode>,
)
