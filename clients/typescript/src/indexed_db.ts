/** How is the browser's database asked? Promises round its requests and transactions. */

/** The value of a request. */
export function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The request failed'))
  })
}

/** The end of a transaction: what it wrote is durable, or it did not happen. */
export function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('The transaction was aborted'))
  })
}

/** Open a database, and make its stores the first time. Another tab with a newer version makes this one let go. */
export async function open(
  name: string,
  version: number,
  make: (db: IDBDatabase) => void,
): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version)
  request.onupgradeneeded = () => make(request.result)
  const db = await asked<IDBDatabase>(request)
  db.onversionchange = () => db.close()
  return db
}

/** All keys that begin with this name. */
export function below(name: string): IDBKeyRange {
  return IDBKeyRange.bound([name], [name, []])
}
