/** Where does a piece of state live? In one place, which tells who listens when it is another one. */

export class Holder<T> {
  #listeners = new Set<() => void>()

  constructor(private state: T) {}

  get = (): T => this.state

  change = (step: (state: T) => T): void => {
    const next = step(this.state)
    if (Object.is(next, this.state)) return
    this.state = next
    for (const listener of this.#listeners) listener()
  }

  listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
