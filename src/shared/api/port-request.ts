/** IPC channel on which a page hands its MessagePort to the engine. */
export const portRequest = 'switchhook:connect'
