import { describe, expect, it } from 'vitest'
import { deliveryUrl, homeAt } from '../../../src/main/electron/session.ts'

describe('home', () => {
  it('is the bundled page, and every address of its site', () => {
    const home = homeAt(undefined)

    expect(home.url).toBe('app://switchhook/')
    expect(home.has('app://switchhook/#/settings')).toBe(true)
    expect(home.has('app://switchhook/assets/x.js')).toBe(true)
  })

  it.each([
    'app://other/',
    'app://switchhook.evil/',
    'file:///app/switchhook/',
    'https://switchhook/',
    'app:',
    '',
    'x',
  ])('is not %j', (url) => {
    expect(homeAt(undefined).has(url)).toBe(false)
  })

  it('is the dev server alone while one is used', () => {
    const home = homeAt('http://localhost:5173')

    expect(home.has('http://localhost:5173/x')).toBe(true)
    expect(home.has('http://localhost:5174/')).toBe(false)
    expect(home.has('app://switchhook/')).toBe(false)
  })

  it('has an address for each delivery', () => {
    expect(deliveryUrl(homeAt(undefined), 'dlv_1&x')).toBe('app://switchhook/#/?d=dlv_1%26x')
  })
})
