import type { CatalogRow } from './row.ts'

/** E03: shapes and elements. */
export const shapes = {
  E0301: {
    name: 'BrokenPromise',
    severity: 'error',
    message: '`{name}` promises `{promised}` but gives `{found}`',
    fix: 'none',
  },
  E0302: {
    name: 'MismatchedInnerDim',
    severity: 'error',
    message: '`@` needs the same dim in the middle, but `{left}` meets `{right}`',
    fix: 'safe',
  },
  E0303: {
    name: 'UnalignedShapes',
    severity: 'error',
    message: '`{operator}` cannot line these shapes up',
    fix: 'ask',
  },
  E0304: {
    name: 'ScalarContraction',
    severity: 'error',
    message: '`@` multiplies along a shared dim; one side is a number',
    fix: 'safe',
  },
  E0305: {
    name: 'AbsentDim',
    severity: 'error',
    message: '`{function}` cannot run over `{dim}`',
    fix: 'none',
  },
  E0306: {
    name: 'MissingDim',
    severity: 'error',
    message: '`{function}` needs at least one dim',
    fix: 'none',
  },
  E0307: {
    name: 'MismatchedDeclaration',
    severity: 'error',
    message: '`{name}` is declared `{declared}` but this is `{found}`',
    fix: 'none',
  },
  E0308: {
    name: 'UnindexedLabels',
    severity: 'error',
    message: '`{function}` needs labels that index `{dim}`',
    fix: 'safe',
  },
  E0309: {
    name: 'NonscalarObjective',
    severity: 'error',
    message: 'only a single number can be {goal}',
    fix: 'ask',
  },
  E0310: {
    name: 'ChangingShape',
    severity: 'error',
    message: '`{name}` changes shape inside `repeat`',
    fix: 'none',
  },
  E0311: {
    name: 'ArithmeticLabels',
    severity: 'error',
    message: 'labels cannot be used with `{operator}`',
    fix: 'ask',
  },
  E0312: {
    name: 'MisplacedDraw',
    severity: 'error',
    message: "random draws belong in `data` or a parameter's start",
    fix: 'none',
  },
  E0313: {
    name: 'UnnamedVariable',
    severity: 'error',
    message: 'differentiate with respect to a name, not a formula',
    fix: 'ask',
  },
  E0314: {
    name: 'NonscalarDerivative',
    severity: 'error',
    message: '`{function}` needs a single number',
    fix: 'safe',
  },
  E0315: {
    name: 'MixedList',
    severity: 'error',
    message: 'a list mixes shapes',
    fix: 'none',
  },
  E0316: {
    name: 'OutlyingIndex',
    severity: 'error',
    message: 'index {index} is outside dim `{dim}` of size {size}',
    fix: 'none',
  },
  E0317: {
    name: 'MismatchedElement',
    severity: 'error',
    message: '{found} where {expected} is needed',
    fix: 'ask',
  },
} as const satisfies Record<string, CatalogRow>
