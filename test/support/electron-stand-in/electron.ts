/**
 * Stand-in for the module `electron` in tests: the real main and preload bundles run in plain Node, with Chromium in place of
 * Electron's renderer. Not covered: Electron's own Node and V8, process isolation, the preload's own world, native menus.
 */
import './control.ts'

export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { ipcMain } from './ipc-main.ts'
export { dialog, Menu, Notification, safeStorage, screen, shell } from './os-modules.ts'
export { protocol } from './protocol.ts'
export { session } from './session.ts'
export { utilityProcess } from './utility-process.ts'
