import { expect, test } from 'vitest'
import { exampleFiles, explainCode, pages } from '../src/explain/index.ts'
import { catalog } from '../src/index.ts'

test('every code has its page, in the order of the catalogue', () => {
  expect(Object.keys(pages)).toEqual(Object.keys(catalog))
})

test('a page is found by its code alone', () => {
  expect(explainCode('E0302')).toBe(pages.E0302)
  expect(explainCode('E0000')).toBeUndefined()
  expect(explainCode('constructor')).toBeUndefined()
})

test.each(Object.entries(pages))('the page of %s is a few plain sentences', (_, { text }) => {
  const sentences = text.split(/[.?!](?:\s|$)/).filter((sentence) => sentence !== '')
  expect(sentences.length).toBeGreaterThanOrEqual(1)
  expect(sentences.length).toBeLessThanOrEqual(6)
  expect(text).not.toMatch(/\s\s/)
  expect(text.split('`').length % 2, 'backquotes come in pairs').toBe(1)
})

test.each(Object.entries(pages))('the examples of %s are programs that differ', (code, page) => {
  const { bad, good, occasion } = page
  if (bad === undefined || good === undefined) {
    expect(['E0002', 'E0416', 'E9999']).toContain(code)
    return
  }
  expect(bad).toMatch(/^\S[\s\S]*\n$/)
  expect(good).toMatch(/^\S[\s\S]*\n$/)
  if (occasion !== 'resume') expect(bad).not.toBe(good)
})

test.each(Object.entries(pages))('the examples of %s read only files that are given', (_, page) => {
  const files = { ...exampleFiles, ...page.files }
  for (const [, file] of (page.good ?? '').matchAll(/from "(.*?)"/g)) {
    if (page.occasion !== 'later') expect(files).toHaveProperty([file!])
  }
})
