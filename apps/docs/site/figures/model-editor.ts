import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { minimalSetup } from 'codemirror'
import { gradusHighlighting } from './gradus-highlighting.ts'

const theme = EditorView.theme({
  '&': {
    fontSize: '13px',
    border: '1px solid var(--vp-c-divider)',
    borderRadius: '6px',
    backgroundColor: 'var(--vp-c-bg-alt)',
    color: 'var(--vp-c-text-1)',
  },
  '&.cm-focused': { outline: '2px solid var(--vp-c-brand-1)' },
  '.cm-scroller': { fontFamily: 'var(--vp-font-family-mono)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--vp-c-text-1)' },
  '.cm-cursor': { borderLeftColor: 'var(--vp-c-text-1)' },
})

/**
 * Puts an editor for a model into `parent`. Tab leaves it, as everywhere else on the page.
 *
 * @param label  what a screen reader calls it.
 */
export function createModelEditor(
  parent: HTMLElement,
  text: string,
  label: string,
  onChange: (text: string) => void,
): EditorView {
  const changes = EditorView.updateListener.of((update) => {
    if (update.docChanged) onChange(update.state.doc.toString())
  })
  const attributes = EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' })
  const extensions = [minimalSetup, gradusHighlighting, theme, attributes, changes]
  return new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) })
}
