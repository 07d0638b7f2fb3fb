// How many elements stand in an element; other elements take any number of them.
const childrenOf: Readonly<Record<string, number>> = {
  mfrac: 2,
  mroot: 2,
  msub: 2,
  msup: 2,
  mi: 0,
  mn: 0,
  mo: 0,
  mtext: 0,
}
const isLeaf = (tag: string): boolean => childrenOf[tag] === 0
const parents: Readonly<Record<string, string>> = { mtr: 'mtable', mtd: 'mtr' }

/**
 * What a reader of XML and MathML would complain of: tags that are not closed in their order,
 * text outside of `mi`, `mn`, `mo` and `mtext`, bare `<` and `&`, an element with too many or
 * too few others in it. Empty for a well-formed `math` element.
 */
export function complaintsAboutMathML(text: string): string[] {
  const complaints: string[] = []
  const open: { readonly tag: string; count: number }[] = []
  const close = (tag: string | undefined): void => {
    const top = open.pop()
    if (!top || top.tag !== tag) {
      complaints.push(`<${top?.tag}> closed by </${tag}>`)
      return
    }
    const wanted = childrenOf[top.tag]
    if (wanted !== undefined && top.count !== wanted) {
      complaints.push(`<${top.tag}> of ${top.count}`)
    }
  }
  for (const [, slash, tag, words] of text.matchAll(/<(\/?)(\w+)[^<>]*>|([^<]+|<)/g)) {
    const parent = open.at(-1)
    if (words !== undefined) {
      if (!parent || !isLeaf(parent.tag)) complaints.push(`${words} outside of an element`)
      if (/[<>]|&(?!(?:lt|gt|amp|#\w+);)/.test(words)) complaints.push(`${words} is not escaped`)
    } else if (slash) close(tag)
    else {
      if (parent) parent.count++
      else if (tag !== 'math') complaints.push(`<${tag}> is not in <math>`)
      const wanted = parents[tag!]
      if (wanted && parent?.tag !== wanted) complaints.push(`<${tag}> outside of <${wanted}>`)
      open.push({ tag: tag!, count: 0 })
    }
  }
  if (open.length > 0) complaints.push(`not closed: ${open.map(({ tag }) => tag).join(' ')}`)
  return complaints
}
