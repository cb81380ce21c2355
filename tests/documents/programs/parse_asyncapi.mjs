// Prints what the parser says of an AsyncAPI document: its path is the argument.
import { readFileSync } from 'node:fs'
import { Parser } from '@asyncapi/parser'

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], 'utf8'))
const said = diagnostics.map(({ code, severity, message, path }) => ({ code, severity, message, path }))
console.log(JSON.stringify({ accepted: document !== undefined, diagnostics: said }))
