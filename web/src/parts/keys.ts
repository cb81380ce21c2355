/** Does a key belong to the page, or to an input method that is still composing? */
import type { KeyboardEvent } from 'react'

/** Safari and some input methods end a composition first and give the key that ended it with code 229. */
const OF_INPUT_METHOD = 229

export function isComposing(event: KeyboardEvent | globalThis.KeyboardEvent): boolean {
  const native = 'nativeEvent' in event ? event.nativeEvent : event
  return native.isComposing || native.keyCode === OF_INPUT_METHOD
}
