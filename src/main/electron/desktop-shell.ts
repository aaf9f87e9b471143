import type { App, Notification as DesktopNotification, Menu, Shell } from 'electron'
import type { Log } from '../engine/ports.ts'

interface MenuModules {
  readonly app: App
  readonly Menu: typeof Menu
  readonly shell: Shell
}

/** Sets the menu bar, and a context menu for text. */
export function setUpMenus({ app, Menu, shell }: MenuModules, dataDir: string, log: Log): void {
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
export async function showNotices(
  Notification: typeof DesktopNotification,
  notices: AsyncIterable<Notice>,
  open: (deliveryId: string) => void,
): Promise<void> {
  // Held until they are gone: Electron forgets the click of a notification that was collected.
  const shown = new Set<DesktopNotification>()
  for await (const { title, body, deliveryId } of notices) {
    if (!Notification.isSupported()) continue
    const notification = new Notification({ title, body })
    shown.add(notification)
    notification.once('click', () => open(deliveryId))
    notification.once('close', () => shown.delete(notification))
    notification.show()
  }
}

/** The part of Electron's menu items that is used here. */
export interface MenuItem {
  readonly role?: MenuRole
  readonly type?: 'separator'
  readonly label?: string
  readonly submenu?: MenuItem[]
  readonly click?: () => void
}
type MenuRole =
  | 'appMenu'
  | 'fileMenu'
  | 'editMenu'
  | 'windowMenu'
  | 'help'
  | 'reload'
  | 'toggleDevTools'
  | 'resetZoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'togglefullscreen'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'

/** The menu bar: each platform's own items and shortcuts come with the roles. */
export function menuTemplate(platform: NodeJS.Platform, openDataFolder: () => void): MenuItem[] {
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'Open Data Folder', click: openDataFolder }] },
  ]
}

/** What can be done where the user clicked; empty where nothing can. */
export function contextMenuTemplate(on: { readonly isEditable: boolean; readonly selectionText: string }): MenuItem[] {
  if (on.isEditable) return [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }]
  return on.selectionText.trim() ? [{ role: 'copy' }] : []
}
