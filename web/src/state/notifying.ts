/** Does this device notify of messages? */
const WANTED = 'tokenim.notify'

export const wanted = (): boolean =>
  localStorage.getItem(WANTED) === 'yes' && 'Notification' in window && Notification.permission === 'granted'

/** Turn notifications on or off; the answer says whether they are on now. */
export async function want(on: boolean): Promise<boolean> {
  localStorage.setItem(WANTED, on ? 'yes' : 'no')
  if (on && 'Notification' in window && Notification.permission === 'default')
    await Notification.requestPermission()
  return wanted()
}
