/** n! for n from 0 to 170, rounded correctly: the factorials that doubles reach. */
export const factorials: readonly number[] = roundedFactorials(170)

function roundedFactorials(most: number): number[] {
  const rounded = [1]
  let exact = 1n
  for (let n = 1; n <= most; n++) {
    exact *= BigInt(n)
    rounded.push(Number(exact))
  }
  return rounded
}
