import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readStaticFile } from '../../../src/main/hosting/static-files.ts'
import { tempDir } from '../../support/temp-dir.ts'

async function site(): Promise<string> {
  const dir = await tempDir()
  const root = join(dir, 'renderer')
  await mkdir(join(root, 'assets'), { recursive: true })
  await writeFile(join(root, 'index.html'), '<p>page</p>')
  await writeFile(join(root, 'assets', 'main-1a2b.js'), 'run()')
  await writeFile(join(dir, 'outside.html'), 'private')
  await writeFile(join(root, 'notes.md'), 'unknown type')
  await mkdir(join(`${root}-other`))
  await writeFile(join(`${root}-other`, 'index.html'), 'sibling')
  return root
}

describe('readStaticFile', () => {
  it('reads the page at / and files by their path, with type, policy and caching', async () => {
    const root = await site()

    const page = await readStaticFile(root, '/')
    const script = await readStaticFile(root, '/assets/main-1a2b.js')

    expect(page && Buffer.from(page.bytes).toString()).toBe('<p>page</p>')
    expect(page?.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    })
    expect(page?.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(page?.headers['content-security-policy']).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/)
    expect(script?.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': expect.stringContaining('immutable'),
    })
  })

  it.each([
    '/../outside.html',
    '/%2e%2e/outside.html',
    '/..%2foutside.html',
    '/assets/../../outside.html',
    '/..%5coutside.html',
    '/../renderer-other/index.html',
    '//../outside.html',
    '/index.html%00.js',
    '/%',
    '/assets',
    '/assets/',
    '/missing.js',
    '/notes.md',
    '/index.html/x.js',
    `/${'x'.repeat(5000)}.js`,
  ])('has nothing at %s', async (path) => {
    expect(await readStaticFile(await site(), path)).toBeNull()
  })
})
