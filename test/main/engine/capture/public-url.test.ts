import { describe, expect, it } from 'vitest'
import { publicUrl } from '../../../../src/main/engine/capture/public-url.ts'

function url(
  headers: Record<string, string>,
  { target = '/in/t?a=%2F', tunnelUrl = null as string | null } = {},
): readonly [string, boolean] {
  const result = publicUrl({ target, headers: Object.entries(headers), tunnelUrl, listener: '127.0.0.1:4190' })
  return [result.publicUrl, result.viaTunnel]
}
const tunnelUrl = 'https://quiet-owl.loca.lt'

describe('publicUrl', () => {
  it('is http, Host and target, with the port as Host has it', () => {
    expect(url({ Host: 'a.test' })).toEqual(['http://a.test/in/t?a=%2F', false])
    expect(url({ Host: 'A.test:80' })).toEqual(['http://A.test:80/in/t?a=%2F', false])
    expect(url({ hOST: '[::1]:4190' })).toEqual(['http://[::1]:4190/in/t?a=%2F', false])
  })

  it('is the listener where there is no Host', () => {
    expect(url({})).toEqual(['http://127.0.0.1:4190/in/t?a=%2F', false])
    expect(url({ Host: '' })).toEqual(['http://127.0.0.1:4190/in/t?a=%2F', false])
  })

  it.each([
    ['Host', { Host: 'quiet-owl.loca.lt' }],
    ['Host in capitals', { Host: 'Quiet-Owl.loca.lt' }],
    ['Host with the default port', { Host: 'quiet-owl.loca.lt:443' }],
    ['X-Forwarded-Host, as Host was rewritten', { Host: '127.0.0.1:4190', 'X-Forwarded-Host': 'quiet-owl.loca.lt' }],
    ['Host, though X-Forwarded-Proto is wrong', { Host: 'quiet-owl.loca.lt', 'X-Forwarded-Proto': 'http' }],
  ])('is below the tunnel where its name is in %s', (_, headers) => {
    expect(url(headers, { tunnelUrl })).toEqual(['https://quiet-owl.loca.lt/in/t?a=%2F', true])
  })

  it('keeps the path of a tunnel that has one', () => {
    const got = url({ Host: 'proxy.test:8443' }, { tunnelUrl: 'https://proxy.test:8443/hooks/' })

    expect(got).toEqual(['https://proxy.test:8443/hooks/in/t?a=%2F', true])
  })

  it.each([
    ['another name', { Host: 'other.loca.lt' }],
    ['another port', { Host: 'quiet-owl.loca.lt:8443' }],
    ['a longer name', { Host: 'quiet-owl.loca.lt.evil.test' }],
  ])('is not the tunnel with %s', (_, headers) => {
    expect(url(headers, { tunnelUrl })).toEqual([`http://${headers.Host}/in/t?a=%2F`, false])
  })

  it('follows a proxy that says sensible things, the first one of several', () => {
    expect(
      url({ Host: 'inner', 'X-Forwarded-Host': 'outer.test:8443, inner', 'X-Forwarded-Proto': 'HTTPS, http' }),
    ).toEqual(['https://outer.test:8443/in/t?a=%2F', false])
    expect(url({ Host: 'a.test', 'X-Forwarded-Proto': 'https' })).toEqual(['https://a.test/in/t?a=%2F', false])
  })

  it.each([
    [{ 'X-Forwarded-Host': 'evil.test/path' }],
    [{ 'X-Forwarded-Host': 'user@evil.test' }],
    [{ 'X-Forwarded-Host': 'a b' }],
    [{ 'X-Forwarded-Host': '' }],
    [{ 'X-Forwarded-Proto': 'javascript' }],
    [{ 'X-Forwarded-Proto': '' }],
  ])('ignores %o', (headers) => {
    expect(url({ Host: 'a.test', ...headers })).toEqual(['http://a.test/in/t?a=%2F', false])
  })

  it('takes the authority of an absolute-form target over Host', () => {
    expect(url({ Host: 'proxy' }, { target: 'http://b.test:81/in/t' })).toEqual(['http://b.test:81/in/t', false])
  })

  it('survives a tunnel URL that is none', () => {
    expect(url({ Host: 'a.test' }, { tunnelUrl: 'not a url' })).toEqual(['http://a.test/in/t?a=%2F', false])
  })
})
