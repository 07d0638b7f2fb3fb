import { bringRules } from './known.ts'
import { windows } from './windows.ts'

/** Brings the rules for windows: for who applies them. */
export function bringWindowRules(): void {
  bringRules(windows)
}
