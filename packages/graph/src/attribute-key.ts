/**
 * A text that is equal for equal attributes: properties in alphabetical order, -0 and NaN
 * told apart, bodies of regions by their own key.
 */
export function attributeKey(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  if (Array.isArray(value)) return `[${value.map(attributeKey).join(',')}]`
  const { key } = value as { readonly key?: unknown }
  if (typeof key === 'string') return key
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, item]) => `${name}:${attributeKey(item)}`).join(',')}}`
}
