import { describe, expect, it, vi } from 'vitest'
import { chooseHost } from '../../scripts/lib/choose-host.mjs'

const withElectron = async () => '/opt/electron'
const display = { DISPLAY: ':0' }

describe('chooseHost', () => {
  it('opens the desktop app where there is a display and an Electron', async () => {
    const choice = await chooseHost([], { env: display, platform: 'linux', getElectron: withElectron })

    expect(choice).toEqual({ host: 'desktop', program: '/opt/electron' })
  })

  it.each(['win32', 'darwin'] as const)('asks for no display on %s', async (platform) => {
    expect(await chooseHost([], { env: {}, platform, getElectron: withElectron })).toMatchObject({ host: 'desktop' })
  })

  it('says why it is headless, in words', async () => {
    const noElectron = await chooseHost([], { env: display, platform: 'linux', getElectron: async () => null })
    const noDisplay = await chooseHost([], { env: {}, platform: 'linux', getElectron: withElectron })
    const option = await chooseHost(['--port', '0'], { env: display, platform: 'linux', getElectron: withElectron })

    expect(noElectron.why).toMatch(/Electron is not installed/)
    expect(noDisplay.why).toMatch(/no display/)
    expect(option.why).toBe('--port is an option of the headless host')
  })

  it('fetches nothing where no window can be shown or none is wanted', async () => {
    const getElectron = vi.fn(withElectron)

    await chooseHost([], { env: {}, platform: 'linux', getElectron })
    const wanted = await chooseHost(['--json', '--headless'], { env: display, platform: 'linux', getElectron })

    expect(wanted).toEqual({ host: 'headless', why: null })
    expect(getElectron).not.toHaveBeenCalled()
  })
})
