// Random numbers
export { Random } from './random.ts'

// Files of the repository
export { listRepositoryFiles, readJsonLines, readRepositoryFile } from './fixtures.ts'

// Examples in Markdown
export { type ExampleRun, runExamples } from './readme.ts'

// Comparing numbers
export { relativeError, ulpsBetween } from './distance.ts'

// Programs that say what is wrong with them
export {
  type ExpectedDiagnostic,
  placeOfDiagnostic,
  readExpectedDiagnostics,
} from './expected-diagnostics.ts'

// Graphs
export {
  type RandomGraph,
  type RandomGraphOptions,
  randomGraph,
  sumToNumber,
} from './random-graph.ts'
