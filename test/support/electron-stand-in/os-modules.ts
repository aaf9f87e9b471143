import { EventEmitter } from 'node:events'
import { strict } from './strict.ts'

interface MenuTemplateItem {
  readonly role?: string
  readonly label?: string
  readonly submenu?: readonly MenuTemplateItem[]
  readonly click?: () => void
}

class StandInMenu {
  readonly items: readonly MenuTemplateItem[]

  constructor(items: readonly MenuTemplateItem[]) {
    this.items = items
  }

  popup(): void {
    popups.push(this)
  }
}

let applicationMenu: StandInMenu | null = null
const popups: StandInMenu[] = []

export const Menu = strict('Menu', {
  buildFromTemplate: (items: readonly MenuTemplateItem[]) => new StandInMenu(items),
  setApplicationMenu(menu: StandInMenu): void {
    applicationMenu = menu
  },
  getApplicationMenu: () => applicationMenu,
})

/** Notifications as the test sees them; `emit('click')` is the user's click. */
export class Notification extends EventEmitter {
  static readonly shown: Notification[] = []
  static isSupported(): boolean {
    return true
  }
  readonly title: string
  readonly body: string

  constructor({ title, body }: { title: string; body: string }) {
    super()
    this.title = title
    this.body = body
  }

  show(): void {
    Notification.shown.push(this)
  }
}

export const shell = strict('shell', {
  openExternal: async (url: string): Promise<void> => {
    throw new Error(`a test opened ${url}; replace shell.openExternal first`)
  },
  openPath: async (path: string): Promise<string> => {
    throw new Error(`a test opened ${path}; replace shell.openPath first`)
  },
})

export const dialog = strict('dialog', {
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`[error box] ${title}: ${content}\n`)
  },
  showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
})

export const screen = strict('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
})

/** A key store as far as the app can tell: what it encrypts cannot be read by looking at it. */
const keyring = process.env.STAND_IN_KEYRING !== 'none'
const flip = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a))

export const safeStorage = strict('safeStorage', {
  isAsyncEncryptionAvailable: async () => keyring,
  getSelectedStorageBackend: () => (keyring ? 'gnome_libsecret' : 'basic_text'),
  encryptStringAsync: async (plain: string) => Buffer.concat([Buffer.from('v11'), flip(Buffer.from(plain))]),
  async decryptStringAsync(encrypted: Buffer) {
    if (!encrypted.toString('latin1').startsWith('v11')) throw new Error('not encrypted by this key store')
    return { result: flip(encrypted.subarray(3)).toString(), shouldReEncrypt: false }
  },
})
