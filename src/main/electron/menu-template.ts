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
