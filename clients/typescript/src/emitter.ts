/** Who is told what? Handlers by kind; one that fails does not keep the others from hearing. */

type Handler<T> = (told: T) => void

/** `Told` names the kinds, and what is told with each. */
export class Emitter<Told> {
  private readonly handlers: { [K in keyof Told]?: Set<Handler<Told[K]>> } = {}

  /** Tell `handler` from now on, until what is returned is called. */
  on<K extends keyof Told>(kind: K, handler: Handler<Told[K]>): () => void {
    const handlers = (this.handlers[kind] ??= new Set())
    handlers.add(handler)
    return () => void handlers.delete(handler)
  }

  emit<K extends keyof Told>(kind: K, told: Told[K]): void {
    for (const handler of [...(this.handlers[kind] ?? [])]) {
      try {
        handler(told)
      } catch (error) {
        // It is the application's mistake: show it as one, and go on.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
