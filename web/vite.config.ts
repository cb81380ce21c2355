import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const server = process.env['TOKENIM_URL'] ?? 'http://127.0.0.1:8000'

/** The large sheet stands behind the first paint, which needs only the small one; scripts wait for both. */
const firstPaint: Plugin = {
  name: 'first-paint',
  enforce: 'post',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const sheets = html.match(/ *<link rel="stylesheet" crossorigin[^>]*>\n/gu) ?? []
      const head = sheets.reduce((text, sheet) => text.replace(sheet, ''), html)
      return head.replace('    <noscript>', `${sheets.join('')}    <noscript>`)
    },
  },
}

export default defineConfig({
  plugins: [react(), firstPaint],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': { target: server, ws: true } } },
  preview: { proxy: { '/v1': { target: server, ws: true } } },
})
