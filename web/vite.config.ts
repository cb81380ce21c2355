import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type CSSOptions, type Plugin } from 'vite'

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

const UNUSED =
  /--mantine-(?:color-(?:blue|cyan|grape|green|indigo|lime|orange|pink|violet|yellow)|primary-color)-\w/u

/** Mantine says what its colours are, in 17 shades each and for both themes: those go of which nothing is drawn here. */
const fewerColours: CSSOptions['postcss'] = {
  plugins: [
    {
      postcssPlugin: 'fewer-colours',
      Declaration: (it) => {
        const isMantines = it.source?.input.file?.endsWith('default-css-variables.layer.css')
        if (isMantines && UNUSED.test(`${it.prop} ${it.value}`)) it.remove()
      },
    },
  ],
}

/** The page never locks what is below a window, so that what would do it stays away. */
const nothingLocked = {
  'react-remove-scroll': fileURLToPath(new URL('src/parts/RemoveScroll.tsx', import.meta.url)),
}

export default defineConfig({
  plugins: [react(), firstPaint],
  css: { postcss: fewerColours },
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'], alias: nothingLocked },
  build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': { target: server, ws: true } } },
  preview: { proxy: { '/v1': { target: server, ws: true } } },
})
