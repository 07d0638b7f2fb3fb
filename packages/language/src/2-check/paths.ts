/**
 * Resolves a path as written in the file at `from`, both relative to the main file, whose
 * own path is "". Absolute paths stay; `.` and `..` are resolved where they can be.
 */
export function siblingPath(from: string, path: string): string {
  if (path.startsWith('/') || /^[A-Za-z][\w+.-]*:/.test(path)) return path
  const parts = [...from.split('/').slice(0, -1), ...path.split('/')]
  const resolved: string[] = []
  for (const part of parts) {
    if (part === '.' || part === '') continue
    const last = resolved.at(-1)
    if (part === '..' && last !== undefined && last !== '..') resolved.pop()
    else resolved.push(part)
  }
  return resolved.join('/')
}
