/** What does an application import? Everything that is public. */
export { Ended, NotConnected, RestError } from './errors.ts'
export type { Problem } from './errors.ts'
