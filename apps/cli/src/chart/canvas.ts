/** A grid of cells of a terminal, each two dots wide and four dots high. */
export interface Canvas {
  readonly columns: number
  readonly rows: number
  /** Sets the dot at a place, from the top left; `owner` is the line it belongs to. */
  set(x: number, y: number, owner: number): void
  /** The cells of a row: a character, and the line that it belongs to. */
  row(index: number): readonly Cell[]
}

/** One character of a canvas. */
export interface Cell {
  readonly text: string
  /** The line drawn last in this cell; nothing where it is empty. */
  readonly owner: number | undefined
}

/** Dots in a cell. */
export const dotsAcross = 2
export const dotsDown = 4

// The bit of each dot in the Braille block, by row and column (Unicode standard, chapter 21.1).
const dotBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const

// Marks of the lines where there is no Braille; a cell shows the line drawn last.
const asciiMarks = ['*', '+', 'o', 'x', '#', '@']

/** The owner of reference lines, which are no data. */
export const referenceOwner = 1000

/** Makes an empty canvas. */
export function makeCanvas(columns: number, rows: number, isUnicode: boolean): Canvas {
  const dots = new Uint8Array(columns * rows)
  const owners = new Int16Array(columns * rows).fill(-1)
  return {
    columns,
    rows,
    set: (x, y, owner) => {
      if (x < 0 || y < 0 || x >= columns * dotsAcross || y >= rows * dotsDown) return
      const cell = Math.floor(y / dotsDown) * columns + Math.floor(x / dotsAcross)
      dots[cell]! |= dotBits[y % dotsDown]![x % dotsAcross]!
      owners[cell] = owner
    },
    row: (index) =>
      Array.from({ length: columns }, (_, column): Cell => {
        const cell = index * columns + column
        if (!dots[cell]) return { text: ' ', owner: undefined }
        const owner = owners[cell]!
        const text = isUnicode ? String.fromCharCode(0x2800 + dots[cell]) : asciiMark(owner)
        return { text, owner }
      }),
  }
}

function asciiMark(owner: number): string {
  return owner === referenceOwner ? '.' : asciiMarks[owner % asciiMarks.length]!
}

/** Draws a straight line of dots (Bresenham 1965). */
export function drawSegment(
  canvas: Canvas,
  from: readonly [number, number],
  to: readonly [number, number],
  owner: number,
): void {
  let [x, y] = from
  const across = Math.abs(to[0] - x)
  const down = Math.abs(to[1] - y)
  const stepX = x < to[0] ? 1 : -1
  const stepY = y < to[1] ? 1 : -1
  let error = across - down
  while (true) {
    canvas.set(x, y, owner)
    if (x === to[0] && y === to[1]) return
    const doubled = 2 * error
    if (doubled > -down) {
      error -= down
      x += stepX
    }
    if (doubled < across) {
      error += across
      y += stepY
    }
  }
}
