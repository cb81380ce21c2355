/** How is a moment said? Short, in the language of the screen. */

const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, options)
  formats.set(key, known)
  return known
}

/** The day of a moment as a number, for telling days apart. */
export function day(time: string): number {
  const at = new Date(time)
  return Math.floor((at.getTime() - at.getTimezoneOffset() * 60_000) / 86_400_000)
}

export const today = (): number => day(new Date().toISOString())

export const clock = (time: string, language: string): string =>
  format(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(time))

/** In a list: the time today, the weekday this week, else the date. */
export function brief(time: string, language: string): string {
  const age = today() - day(time)
  if (age <= 0) return clock(time, language)
  if (age < 7) return format(language, { weekday: 'short' }).format(new Date(time))
  const sameYear = new Date(time).getFullYear() === new Date().getFullYear()
  const options: Intl.DateTimeFormatOptions = sameYear
    ? { month: 'short', day: 'numeric' }
    : { year: 'numeric', month: 'numeric', day: 'numeric' }
  return format(language, options).format(new Date(time))
}

/** Above the messages of a day. */
export function heading(time: string, language: string): string {
  const age = today() - day(time)
  if (age === 0 || age === 1) {
    const word = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-age, 'day')
    return word.charAt(0).toUpperCase() + word.slice(1)
  }
  const year = new Date(time).getFullYear() === new Date().getFullYear() ? undefined : ('numeric' as const)
  return format(language, { weekday: 'long', month: 'long', day: 'numeric', year }).format(new Date(time))
}

export const full = (time: string, language: string): string =>
  format(language, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(new Date(time))
