import { readRepositoryFile } from '@gradus/testing'
import type { DataColumn, DataDescription, ModelHost } from '../../src/host.ts'

const measures = ['radius', 'texture', 'perimeter', 'area', 'smoothness', 'compactness']
const more = ['concavity', 'concave_points', 'symmetry', 'fractal_dimension']
const cells = [...measures, ...more]

function numbers(...names: readonly string[]): DataColumn[] {
  return names.map((name) => ({ name, kind: 'number', minimum: 0, maximum: 1 }))
}

const tables: Readonly<Record<string, DataDescription>> = {
  'iris.csv': {
    kind: 'table',
    rows: 150,
    columns: [
      ...numbers('sepal_length', 'sepal_width', 'petal_length', 'petal_width'),
      { name: 'species', kind: 'text', labels: ['setosa', 'versicolor', 'virginica'], distinct: 3 },
    ],
  },
  'breast_cancer.csv': {
    kind: 'table',
    rows: 569,
    columns: [
      ...numbers(...cells.map((cell) => `mean_${cell}`)),
      ...numbers(...cells.map((cell) => `${cell}_error`)),
      ...numbers(...cells.map((cell) => `worst_${cell}`)),
      ...numbers('benign'),
    ],
  },
  'diabetes.csv': {
    kind: 'table',
    rows: 442,
    columns: numbers('age', 'sex', 'bmi', 'progression'),
  },
}

/** Answers for the data and the imports of the ten examples, without reading their data. */
export const exampleHost: ModelHost = {
  readText: (path) =>
    path === '08-layers.gd' ? readRepositoryFile(`fixtures/language/good/${path}`) : undefined,
  listFiles: () => Object.keys(tables),
  describeData: (path) => tables[path] ?? { kind: 'missing' },
}
