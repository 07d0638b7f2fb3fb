import { Random } from '@gradus/testing'

/** Value, slope and curvature of a function of one variable. */
type Profile = (u: number) => readonly [value: number, slope: number, bend: number]

/** What the floor of a valley looks like: with a minimum of known value, or without any. */
interface Floor {
  readonly name: string
  readonly at: Profile
  readonly minimum?: number
  readonly starts: readonly number[]
}

const power =
  (p: number): Profile =>
  (u) => [u ** p, p * u ** (p - 1), p * (p - 1) * u ** (p - 2)]
const plus =
  (f: Profile, g: Profile, factor = 1): Profile =>
  (u) => {
    const [a, b] = [f(u), g(u)]
    return [a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]]
  }
const logistic = (u: number): number => 1 / (1 + Math.exp(-u))
const softplus = (u: number): number => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)))
const around = [1, -1.2, 0.1, 3, 0]
const along = [0, 1, 3, 8, -2]

/** Floors on which derivatives vanish, or go on for ever, without a minimum. */
const deceptive: readonly Floor[] = [
  { name: 'u^3', at: power(3), starts: around },
  { name: 'u^5', at: power(5), starts: around },
  { name: 'u^3 + 1e-4 u', at: plus(power(3), power(1), 1e-4), starts: around },
  { name: 'u^5 + 1e-6 u', at: plus(power(5), power(1), 1e-6), starts: around },
  {
    name: 'u - sin u',
    at: (u) => [u - Math.sin(u), 1 - Math.cos(u), Math.sin(u)],
    starts: around,
  },
  {
    name: 'exp(-u)',
    at: (u) => [Math.exp(-u), -Math.exp(-u), Math.exp(-u)],
    starts: along,
  },
  {
    name: '1 / (1 + u^2)',
    at: (u) => {
      const q = 1 / (1 + u * u)
      return [q, -2 * u * q * q, (6 * u * u - 2) * q ** 3]
    },
    starts: [1, 0.1, 3, -2, 0],
  },
  {
    name: 'log(1 + exp(-u))',
    at: (u) => [softplus(-u), -logistic(-u), logistic(u) * logistic(-u)],
    starts: along,
  },
  {
    name: '-atan u',
    at: (u) => [-Math.atan(u), -1 / (1 + u * u), (2 * u) / (1 + u * u) ** 2],
    starts: along,
  },
  {
    name: '-u / (1 + |u|)',
    at: (u) => {
      const q = 1 + Math.abs(u)
      return [-u / q, -1 / q ** 2, (2 * Math.sign(u)) / q ** 3]
    },
    starts: along,
  },
  {
    name: '-log(1 + u^2)',
    at: (u) => {
      const q = 1 + u * u
      return [-Math.log(q), (-2 * u) / q, (2 * u * u - 2) / q ** 2]
    },
    starts: [1, 0.1, -3, 0],
  },
  {
    name: 'u |u|',
    at: (u) => [u * Math.abs(u), 2 * Math.abs(u), 2 * Math.sign(u)],
    starts: around,
  },
]

/** Floors with minima, some without curvature. */
const honest: readonly Floor[] = [
  { name: 'u^2', at: power(2), minimum: 0, starts: around },
  { name: 'u^4', at: power(4), minimum: 0, starts: around },
  { name: 'u^6', at: power(6), minimum: 0, starts: around },
  { name: 'u^4 + 1e-3 u^2', at: plus(power(4), power(2), 1e-3), minimum: 0, starts: around },
  {
    name: 'log cosh u',
    at: (u) => [softplus(2 * u) - u, Math.tanh(u), 1 - Math.tanh(u) ** 2],
    minimum: Math.LN2,
    starts: around,
  },
  {
    name: 'exp(u) - u',
    at: (u) => [Math.exp(u) - u, Math.exp(u) - 1, Math.exp(u)],
    minimum: 1,
    starts: around,
  },
  {
    name: '1 - exp(-u^2)',
    at: (u) => {
      const q = Math.exp(-u * u)
      return [-Math.expm1(-u * u), 2 * u * q, (2 - 4 * u * u) * q]
    },
    minimum: 0,
    starts: [0.3, 0.5, -0.6],
  },
]

/** A problem whose minimum is known by how it was made. */
export interface Valley {
  readonly name: string
  readonly start: number[]
  readonly value: (x: readonly number[]) => number
  readonly gradient: (x: readonly number[]) => number[]
  readonly hessian: (x: readonly number[]) => number[][]
  /** Absent where there is none. */
  readonly minimum?: number
}

/** Where the floor lies, given the first variable: value, slope and curvature. */
const bends: Readonly<Record<string, Profile>> = {
  straight: () => [0, 0, 0],
  parabola: (u) => [u * u, 2 * u, 2],
  wave: (u) => [Math.sin(u), Math.cos(u), -Math.sin(u)],
}

/** Draws a valley of up to seven variables that follows no axis, in units of its own. */
export function drawValley(seed: number, floors: 'deceptive' | 'honest'): Valley {
  const random = new Random(seed)
  const pick = <T>(list: readonly T[]): T => list[random.integer(0, list.length - 1)]!
  const floor = pick(floors === 'honest' ? honest : deceptive)
  const n = random.integer(1, 7)
  const bend = pick(Object.keys(bends))
  const [factor, wall, offset] = [pick([1, 1, 1e-3, 1e3]), pick([0.1, 1, 100]), pick([0, 1, -3])]
  const turn = rotation(n, random)
  const span = pick([0, 0, 2])
  const units = Array.from({ length: n }, () => 10 ** random.uniform(-span, span))
  const shift = Array.from({ length: n }, () => pick([0, random.uniform(-2, 2)]))
  const toFloor = (x: readonly number[]): number[] =>
    turn.map((row) => row.reduce((sum, each, j) => sum + each * (x[j]! / units[j]! - shift[j]!), 0))
  const back = (slopes: readonly number[]): number[] =>
    units.map((unit, j) => slopes.reduce((sum, each, i) => sum + each * turn[i]![j]!, 0) / unit)
  const first = pick(floor.starts)
  const begin = [first, ...Array.from({ length: n - 1 }, () => bends[bend]!(first)[0])]
  const start = units.map(
    (unit, j) => unit * (begin.reduce((sum, each, i) => sum + each * turn[i]![j]!, 0) + shift[j]!),
  )
  const parts = { floor, bend: bends[bend]!, factor, wall }
  return {
    name: `${floor.name} in ${n} variables, ${bend}, seed ${seed}`,
    start,
    value: (x) => offset + valueAt(toFloor(x), parts),
    gradient: (x) => back(slopesAt(toFloor(x), parts)),
    hessian: (x) => {
      const half = bendsAt(toFloor(x), parts).map(back)
      return units.map((_, j) => back(half.map((row) => row[j]!)))
    },
    ...(floor.minimum !== undefined && { minimum: offset + factor * floor.minimum }),
  }
}

interface Parts {
  readonly floor: Floor
  readonly bend: Profile
  readonly factor: number
  readonly wall: number
}

function valueAt([u = 0, ...others]: readonly number[], parts: Parts): number {
  const [centre] = parts.bend(u)
  const walls = others.reduce((sum, each) => sum + (each - centre) ** 2, 0)
  return parts.factor * (parts.floor.at(u)[0] + parts.wall * walls)
}

function slopesAt([u = 0, ...others]: readonly number[], parts: Parts): number[] {
  const [centre, slope] = parts.bend(u)
  const { factor, wall } = parts
  const across = others.map((each) => 2 * factor * wall * (each - centre))
  const pull = across.reduce((sum, each) => sum + each * slope, 0)
  return [factor * parts.floor.at(u)[1] - pull, ...across]
}

function bendsAt([u = 0, ...others]: readonly number[], parts: Parts): number[][] {
  const [centre, slope, curvature] = parts.bend(u)
  const { factor, wall } = parts
  const stiff = 2 * factor * wall
  const own = others.reduce((sum, each) => sum + slope * slope - (each - centre) * curvature, 0)
  const first = [factor * parts.floor.at(u)[2] + stiff * own, ...others.map(() => -stiff * slope)]
  const rest = others.map((_, i) => [
    -stiff * slope,
    ...others.map((__, j) => (i === j ? stiff : 0)),
  ])
  return [first, ...rest]
}

function rotation(n: number, random: Random): number[][] {
  const rows: number[][] = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)),
  )
  for (let i = 1; i < n; i++) {
    const angle = random.uniform(0, 6)
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    const [a, b] = [rows[i - 1]!, rows[i]!]
    rows[i - 1] = a.map((each, k) => c * each + s * b[k]!)
    rows[i] = a.map((each, k) => c * b[k]! - s * each)
  }
  return rows
}
