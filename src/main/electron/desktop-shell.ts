import { app, Menu, Notification, shell } from 'electron'
import type { Log } from '../engine/ports.ts'
import { contextMenuTemplate, menuTemplate } from './menu-template.ts'

/** Sets the menu bar, and a context menu for text. */
export function setUpMenus(dataDir: string, log: Log): void {
  const openDataFolder = () => {
    // Resolves with the reason where it failed.
    void shell.openPath(dataDir).then((problem) => problem && log.warn('the data folder was not opened', { problem }))
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, openDataFolder)))
  app.on('web-contents-created', (_event, contents) => {
    contents.on('context-menu', (_click, clicked) => {
      const items = contextMenuTemplate(clicked)
      if (items.length > 0) Menu.buildFromTemplate(items).popup()
    })
  })
}

export interface Notice {
  readonly title: string
  readonly body: string
  readonly deliveryId: string
}

/** Shows each notice as a desktop notification until they end; a click hands over the delivery's id. */
export async function showNotices(notices: AsyncIterable<Notice>, open: (deliveryId: string) => void): Promise<void> {
  // Held until they are gone: Electron forgets the click of a notification that was collected.
  const shown = new Set<Notification>()
  for await (const { title, body, deliveryId } of notices) {
    if (!Notification.isSupported()) continue
    const notification = new Notification({ title, body })
    shown.add(notification)
    notification.once('click', () => open(deliveryId))
    notification.once('close', () => shown.delete(notification))
    notification.show()
  }
}
