// Tables
export { type CsvOptions, type CsvResult, readCsv } from './read-csv.ts'
export type { BadCell, Column, NumberColumn, Table, TextColumn } from './table.ts'
export {
  type ColumnDescription,
  describeTable,
  type TableDescription,
} from './describe-table.ts'

// Weights
export type { NamedTensor, TensorDtype } from './safetensors/tensor.ts'
export { writeSafetensors } from './safetensors/write.ts'
export { readSafetensors, type SafetensorsResult } from './safetensors/read.ts'
