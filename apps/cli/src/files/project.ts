import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { suggest } from '@gradus/diagnostics'
import { fileTrouble, wrongUsage } from '../exit-codes.ts'

/** What `gradus.json` may say; flags come before it. */
export interface Project {
  /** The model that commands take when none is named, relative to the folder. */
  readonly main?: string
  readonly seed?: number
  readonly precision?: 'f32' | 'f64'
  /** The folder of runs, relative to the folder of the project. */
  readonly runs?: string
  /** What counts as an error: `warnings`, or codes. */
  readonly deny?: readonly string[]
  /** Codes that are not reported. */
  readonly allow?: readonly string[]
}

const checks: { readonly [Key in keyof Required<Project>]: (value: unknown) => boolean } = {
  main: isText,
  seed: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  precision: (value) => value === 'f32' || value === 'f64',
  runs: isText,
  deny: isTextList,
  allow: isTextList,
}

const expectations: { readonly [Key in keyof Required<Project>]: string } = {
  main: 'the name of a .gd file',
  seed: 'a whole number from 0',
  precision: '"f32" or "f64"',
  runs: 'the name of a folder',
  deny: 'a list such as ["warnings"]',
  allow: 'a list of codes such as ["W0706"]',
}

/** Reads the `gradus.json` of a folder, or the named one; empty where there is none. */
export function readProject(folder: string, named?: string): Project {
  const path = resolve(folder, named ?? 'gradus.json')
  if (!existsSync(path)) {
    if (named === undefined) return {}
    throw fileTrouble(`I cannot find ${named}.`)
  }
  const name = named ?? 'gradus.json'
  const value = parse(name, readFileSync(path, 'utf8'))
  for (const [key, setting] of Object.entries(value)) {
    if (!isSetting(key)) {
      const near = suggest(key, Object.keys(checks))
      const hint = near ? `Did you mean "${near}"?` : `It has ${Object.keys(checks).join(', ')}.`
      throw wrongUsage(`${name} has no setting "${key}".`, hint)
    }
    if (!checks[key](setting)) throw wrongUsage(`"${key}" in ${name} is ${expectations[key]}.`)
  }
  return value
}

/** The model to take when none is named: `main`, else the only `.gd` file of the folder. */
export function findMain(folder: string, { main }: Project): string {
  if (main !== undefined) return main
  const models = readdirSync(folder).filter((name) => name.endsWith('.gd'))
  const [only] = models
  if (only !== undefined && models.length === 1) return only
  const problem =
    models.length === 0
      ? 'There is no .gd file here, and none was named.'
      : `There are ${models.length} .gd files here; name one: ${models.slice(0, 8).join(', ')}.`
  throw wrongUsage(problem)
}

function parse(name: string, text: string): Project {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (error) {
    throw fileTrouble(`${name} is not JSON: ${error instanceof Error ? error.message : error}.`)
  }
  throw fileTrouble(`${name} does not hold an object.`)
}

function isSetting(key: string): key is keyof Project {
  return Object.hasOwn(checks, key)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText)
}
