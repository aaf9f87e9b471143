import { createApp } from './app.js'

const { PORT = '3000', REPLICER_SECRET, NOTIFY_URL } = process.env

const app = createApp({ secret: REPLICER_SECRET, notifyUrl: NOTIFY_URL })
app.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${app.address().port}`))
