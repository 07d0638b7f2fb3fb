import type { Code } from '../catalog/index.ts'
import { buildPages } from './build.ts'
import { dataPages } from './data.ts'
import { filePages } from './file.ts'
import { importPages } from './imports.ts'
import { internalPages } from './internal.ts'
import { lintPages } from './lints.ts'
import { namePages } from './names.ts'
import type { Page } from './page.ts'
import { runningPages } from './running.ts'
import { shapePages } from './shapes.ts'
import { syntaxPages } from './syntax.ts'
import { testPages } from './tests.ts'
import { trainingPages } from './training.ts'

export { exampleFiles } from './example-files.ts'
export type { Occasion, Page } from './page.ts'

/** A page for each code of the catalogue, in the same order. */
export const pages: Readonly<Record<Code, Page>> = {
  ...filePages,
  ...syntaxPages,
  ...namePages,
  ...shapePages,
  ...dataPages,
  ...importPages,
  ...trainingPages,
  ...lintPages,
  ...runningPages,
  ...buildPages,
  ...testPages,
  ...internalPages,
}

/** The page of a code such as `E0302`; nothing for a code that does not exist. */
export function explainCode(code: string): Page | undefined {
  return Object.hasOwn(pages, code) ? pages[code as Code] : undefined
}
