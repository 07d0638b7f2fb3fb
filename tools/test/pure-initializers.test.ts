import { expect, test } from 'vitest'
import { markPureInitializers } from '../pure-initializers.ts'

test('what is computed at load is marked as droppable', () => {
  expect(markPureInitializers('var a = build(1);')).toBe(
    'var a = /* @__PURE__ */ (() => (build(1)))();',
  )
  expect(markPureInitializers('var a = 1, b = { ...a, c: new Map() };')).toBe(
    'var a = 1, b = /* @__PURE__ */ (() => ({ ...a, c: new Map() }))();',
  )
})

test('so is arithmetic, which tools keep because an operand might be anything', () => {
  expect(markPureInitializers('var a = [2 ** 20, 1];')).toBe(
    'var a = /* @__PURE__ */ (() => ([2 ** 20, 1]))();',
  )
})

test('what only gives a value, runs later, or has to wait, stays as it is', () => {
  const code = `
    import { x } from 'y';
    var a = { b: [1, 2], c: () => x(), d() { return x() } };
    var e = class { f = x() };
    var g = await x();
    function h() { return x() }
    x();
    export { a, e, g, h };
  `
  expect(markPureInitializers(code)).toBe(code)
})

test('a namespace of what a module exports is dropped where nobody reads it', () => {
  const code = 'var rows = {};\n__export(rows, {\n  sin: () => sin\n});\nvar x = 1;'
  expect(markPureInitializers(code)).toBe(
    'var rows = /* @__PURE__ */ (() => ((() => { const all = {}; __export(all, {\n  sin: () => sin\n}); return all; })()))();\nvar x = 1;',
  )
})
