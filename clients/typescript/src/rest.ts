/** How are requests over HTTP written? By path and method, typed from the server's OpenAPI document. */
import createClient, { defaultPathSerializer, type Client as OpenApiClient } from 'openapi-fetch'
import type { paths } from './schema.ts'
import type { Tokens } from './session.ts'
import { travel } from './transport.ts'

export type Rest = OpenApiClient<paths>

/** The HTTP API of the server at `url`, for whom the tokens name. */
export function rest(url: string, tokens: Tokens, language: () => string): Rest {
  return createClient<paths>({
    baseUrl: url,
    fetch: (request) => travel(request, tokens, language),
    pathSerializer: nameable,
  })
}

/** A dot alone shortens a path, also in its encoded form: another operation would be asked. */
function nameable(path: string, params: Record<string, unknown>): string {
  const dots = Object.keys(params).find((name) => params[name] === '.' || params[name] === '..')
  if (dots) throw new TypeError(`No path can hold "${String(params[dots])}" as ${dots}: ask on the socket`)
  return defaultPathSerializer(path, params)
}

/** The data of an answer; a refusal was raised as `RestError` before. */
export async function answer<T>(asked: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data } = await asked
  return data as NonNullable<T>
}
