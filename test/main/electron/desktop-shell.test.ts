import { describe, expect, it, vi } from 'vitest'
import { contextMenuTemplate, menuTemplate } from '../../../src/main/electron/desktop-shell.ts'

describe('menuTemplate', () => {
  it('has the app menu on macOS only', () => {
    expect(menuTemplate('darwin', vi.fn())[0]).toEqual({ role: 'appMenu' })
    expect(menuTemplate('linux', vi.fn())[0]).toEqual({ role: 'fileMenu' })
  })

  it('opens the data folder', () => {
    const open = vi.fn()

    menuTemplate('win32', open).at(-1)?.submenu?.[0]?.click?.()

    expect(open).toHaveBeenCalledOnce()
  })
})

describe('contextMenuTemplate', () => {
  it('offers what can be done with the text', () => {
    const roles = (isEditable: boolean, selectionText: string) =>
      contextMenuTemplate({ isEditable, selectionText }).map((item) => item.role)

    expect(roles(true, '')).toEqual(['cut', 'copy', 'paste', 'selectAll'])
    expect(roles(false, 'abc')).toEqual(['copy'])
    expect(roles(false, ' ')).toEqual([])
  })
})
