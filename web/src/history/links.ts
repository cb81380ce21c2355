/** Where in a text are addresses to follow? Of pages, of mail, of telephones. In time that grows with the text alone. */

export interface Link {
  from: number
  to: number
  href: string
}

/** A page's address ends at a blank, and at signs that only stand around it. */
const PAGE =
  /(?:https?:\/\/|(?<![\p{L}\p{N}._@/-])www\.)[^\s<>"“”„«»‹›「」『』《》〈〉【】（），。；：！？、｡]+/giu
const SITE = /^www\.[^./?#]+\.[^./?#]{2}/iu
const HOST = /^https?:\/\/[\p{L}\p{N}[]/iu
/** Behind a Latin host a sentence goes on without a blank. */
const GOES_ON =
  /^((?:https?:\/\/)?[A-Za-z0-9.:@_-]*[A-Za-z0-9])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const PHONE =
  /(?<![\p{L}\p{N}_.@/=+-])(?:\+[1-9](?:[ ().\u00a0/-]{0,2}\d){6,14}|\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[ .-]\d{4})(?![\p{L}\p{N}])/gu

const PAIRS: Record<string, string> = { ')': '(', ']': '[', '}': '{' }
const ENDS = new Set(".,;:!?'’‘*_~`…")

export function links(text: string): Link[] {
  const found = pages(text)
  for (const link of [...mails(text), ...phones(text)])
    if (!found.some(({ from, to }) => link.from < to && from < link.to)) found.push(link)
  return found.sort((one, other) => one.from - other.from)
}

function pages(text: string): Link[] {
  return [...text.matchAll(PAGE)].flatMap(({ 0: all, index: from }) => {
    const said = trimmed(GOES_ON.exec(all)?.[1] ?? all)
    if (!HOST.test(said) && !SITE.test(said)) return []
    const href = /^www/iu.test(said) ? `https://${said}` : said
    return [{ from, to: from + said.length, href }]
  })
}

/** Leave out what ends the sentence: full stops, and brackets that were opened before the address. */
function trimmed(address: string): string {
  const open = new Map<string, number>()
  for (const sign of address)
    for (const [closing, opening] of Object.entries(PAIRS)) {
      if (sign === opening) open.set(closing, (open.get(closing) ?? 0) + 1)
      if (sign === closing) open.set(closing, (open.get(closing) ?? 0) - 1)
    }
  let end = address.length
  for (; end > 0; end--) {
    const sign = address[end - 1]!
    const missing = open.get(sign)
    if (sign in PAIRS && missing !== undefined && missing < 0) open.set(sign, missing + 1)
    else if (!ENDS.has(sign)) break
  }
  return address.slice(0, end)
}

const NAME = /[A-Za-z0-9._%+-]{1,64}$/u
const DOMAIN = /^[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}\.[A-Za-z]{2,24}(?![A-Za-z0-9_@-])/u

function mails(text: string): Link[] {
  const found: Link[] = []
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const name = NAME.exec(text.slice(Math.max(0, at - 64), at))?.[0].replace(/^[.%+-]+/u, '') ?? ''
    const domain = DOMAIN.exec(text.slice(at + 1, at + 256))?.[0] ?? ''
    if (!name || !domain) continue
    const from = at - name.length
    found.push({ from, to: at + 1 + domain.length, href: `mailto:${name}@${domain}` })
  }
  return found
}

function phones(text: string): Link[] {
  return [...text.matchAll(PHONE)].map(({ 0: said, index: from }) => ({
    from,
    to: from + said.length,
    href: `tel:${said.replace(/[^\d+]/gu, '')}`,
  }))
}
