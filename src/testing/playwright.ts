/** Playwright's `expect` with the matchers: `import { expect } from 'switchhook/testing/playwright'`. */
import { expect as base } from '@playwright/test'
import { matchers } from './matchers.ts'

export const expect: ReturnType<typeof base.extend<typeof matchers>> = base.extend(matchers)
