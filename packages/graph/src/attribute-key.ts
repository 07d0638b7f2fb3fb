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
  let text = '{'
  for (const name of Object.keys(value).sort()) {
    text += `${name}:${attributeKey((value as Readonly<Record<string, unknown>>)[name])},`
  }
  return `${text}}`
}
