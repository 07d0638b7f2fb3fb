/** What every pass over a file needs to know. */
export interface Reader {
  readonly source: string | Uint8Array
  readonly file: string
  readonly delimiter: string
}
