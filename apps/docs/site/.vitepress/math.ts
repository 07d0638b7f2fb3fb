import katex from 'katex'
import type { MarkdownOptions } from 'vitepress'

type Markdown = Parameters<NonNullable<MarkdownOptions['config']>>[0]

/**
 * Formulas between `$` and between `$$`, as MathML, which browsers set without a font or a
 * script of ours. A `$` that is to stand for itself is written `\$`.
 */
export function math(markdown: Markdown): void {
  markdown.inline.ruler.after('escape', 'math', (state, isSilent) => {
    const { src, pos } = state
    if (src[pos] !== '$') return false
    const fence = src.startsWith('$$', pos) ? '$$' : '$'
    const end = src.indexOf(fence, pos + fence.length)
    const text = src.slice(pos + fence.length, end)
    if (end < 0 || text.trim() === '') return false
    if (!isSilent) {
      const token = state.push('math_inline', 'math', 0)
      token.content = text.replaceAll('\n', ' ')
      token.markup = fence
    }
    state.pos = end + fence.length
    return true
  })
  markdown.renderer.rules.math_inline = (tokens, place) => {
    const { content, markup } = tokens[place]!
    const isBlock = markup === '$$'
    const html = katex.renderToString(content, { output: 'mathml', displayMode: isBlock })
    return `<span v-pre class="${isBlock ? 'formula' : 'math'}">${html}</span>`
  }
}
