/** whatsapp-web.js brings puppeteer along; the browser is the machine's own, named in WHATSAPP_WEB_CHROMIUM. */
module.exports = { skipDownload: true }
