import { layers, nameOf } from '../layers.ts'
import type { Generator } from './index.ts'
import { replaceBetween, table } from './markdown.ts'

/** The layer table of ARCHITECTURE.md. */
export const architecture: Generator = {
  path: 'ARCHITECTURE.md',
  render: (present) => replaceBetween(present, 'layers', renderLayers()),
}

function renderLayers(): string {
  const rows = layers.map((layer) => [
    layer.layer === undefined ? '–' : String(layer.layer),
    `[\`${nameOf(layer)}\`](${layer.folder})`,
    layer.folder.startsWith('apps/') ? 'all of the above' : layer.mayImport.join(', ') || '–',
    layer.purpose,
  ])
  return table(['layer', 'package', 'may import', 'purpose'], rows)
}
