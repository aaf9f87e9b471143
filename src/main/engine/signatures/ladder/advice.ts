/**
 * What to do about a body or URL that is not the one that was signed. Switchhook checks the bytes as they came, so the fault is
 * the sender's or of something in between, and the advice names a step for each of the two.
 */
const bothSides = (sender: string, between: string) => `At the sender: ${sender}. In between: ${between}.`

const bodyChanged = (sender: string, between: string) =>
  `Switchhook checked the bytes as they came, so they changed before they got here. ${bothSides(sender, between)}`

export const bodyAdvice = {
  newlineAdded: bodyChanged(
    'sign the very bytes that are sent; editors, echo and templates add a line break at the end',
    'look for what puts the body together again, such as the template of a gateway',
  ),
  newlineLost: bodyChanged(
    'sign the very bytes that are sent; `curl --data @file` drops line breaks, `curl --data-binary @file` sends them',
    'look for what trims the body',
  ),
  lineEndings: bodyChanged(
    'sign the bytes that are sent, after line endings are written',
    'look for what handles the body as text, such as a script or a file transfer in text mode',
  ),
  rewrittenJson: bodyChanged(
    'serialise the payload once, then sign and send that same text',
    'look for the proxy, gateway or function that parses the JSON and writes it again, and let it pass the bytes on',
  ),
  charset: bodyChanged(
    'turn the text into bytes once, then sign and send those bytes',
    'look for what decodes the body as text, and let it pass the bytes on',
  ),
  rewrittenForm: bodyChanged(
    'encode the form once, then sign and send that same text',
    'look for the framework or automation that parses the form and encodes it again, and let it pass the bytes on',
  ),
  compressed: bodyChanged(
    'compress first and sign the compressed bytes, or send the body uncompressed',
    'switch the compression of requests off',
  ),
  decompressed: bodyChanged('sign the body before it is compressed', 'switch the decompression of requests off'),
  lost: 'Find what reads the body on its way and does not pass it on, such as a redirect or a function in between.',
  otherHash: `The signature itself holds. ${bothSides('hash the very bytes that are sent', 'find what changes the body')}`,
} as const

const asShown = 'enter the URL exactly as Switchhook shows it'

export const urlAdvice = {
  scheme: `At the provider: ${asShown}. In between: a proxy of yours that ends TLS has to set \`X-Forwarded-Proto\`.`,
  host: `At the provider: ${asShown}. In between: a proxy of yours has to pass \`Host\` on, or set \`X-Forwarded-Host\`.`,
  port: `At the provider: ${asShown}, port included. In between: a proxy of yours has to pass \`Host\` on with its port.`,
  path: `In between: let the proxy pass the path on unchanged. At the provider: ${asShown}.`,
  slash: `At the provider: ${asShown}, with or without the slash at its end. In between: a proxy must not add or drop it.`,
  query: bothSides(
    'sign the query as it is sent',
    'let the proxy pass the query on unchanged: same parameters, order and encoding',
  ),
} as const

export const timeAdvice = {
  old: 'If you replayed it, sign it again. Else at the sender: sign each attempt when it is sent, and set its clock. In between: look for what held it up.',
  future: 'Synchronize the clocks of the sender and of this machine with a time server.',
} as const
