/** What a browser without the token gets. */
export const signInPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Switchhook</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem }
  :root { color-scheme: light dark }
</style>
<h1>This address needs its token</h1>
<p>Open the URL that Switchhook printed when it started. It ends in <code>/?token=…</code>.</p>
<p>Printed it too long ago? Start Switchhook again with the same data folder: the URL stays the same.</p>
</html>
`
