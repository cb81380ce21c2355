// How do files travel with few bytes? Beside each file that shrinks lie its forms in Brotli and gzip.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const SHRINKS = /\.(html|js|css|svg|json|webmanifest|txt)$/
const FROM_BYTES = 1024
const FORMS = {
  br: (plain) => brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  gz: (plain) => gzipSync(plain, { level: 9 }),
}

const folder = process.argv[2]
let [plainBytes, zippedBytes] = [0, 0]
for (const name of readdirSync(folder, { recursive: true }).filter((name) => SHRINKS.test(name))) {
  const path = join(folder, name)
  const plain = readFileSync(path)
  if (plain.length < FROM_BYTES) continue
  for (const [ending, form] of Object.entries(FORMS)) writeFileSync(`${path}.${ending}`, form(plain))
  plainBytes += plain.length
  zippedBytes += readFileSync(`${path}.gz`).length
}
console.log(`${Math.round(plainBytes / 1000)} kB, ${Math.round(zippedBytes / 1000)} kB gzipped`)
