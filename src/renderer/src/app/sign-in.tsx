/** What is shown to a browser that does not have the headless host's token, or not any more. */
export function SignIn() {
  return (
    <main className="mx-auto mt-[15vh] grid max-w-[36rem] gap-3 px-6">
      <h1 className="text-lg font-semibold">This address needs its token</h1>
      <p>
        Open the URL that Switchhook printed when it started. It ends in <code>/?token=…</code>.
      </p>
      <p>Printed it too long ago? Start Switchhook again with the same data folder: the URL stays the same.</p>
    </main>
  )
}
