const name = 'switchhook.token'

/**
 * The token of the headless host, null where there is none. The printed address brings it; it is taken out of the address
 * and stored for this origin alone: a cookie would go to every other server of the same machine, whatever its port.
 */
export function accessToken(): string | null {
  const address = new URL(location.href)
  const given = address.searchParams.get('token')
  if (given === null) return stored()
  address.searchParams.delete('token')
  history.replaceState(history.state, '', address)
  store(given)
  return given
}

function stored(): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null // Storage is forbidden to this page; then the printed address is needed each time.
  }
}

function store(token: string): void {
  try {
    localStorage.setItem(name, token)
  } catch {
    // As above.
  }
}
