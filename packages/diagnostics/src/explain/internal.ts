import type { internal } from '../catalog/internal.ts'
import { type Page, prose } from './page.ts'

export const internalPages: Record<keyof typeof internal, Page> = {
  E9999: {
    text: prose`
      Something that must always hold inside Gradus did not. This is our mistake, never yours.
      Please report it with the lines that were printed and, if you may share it, the model.
      Until it is mended, a slightly different way to write the marked line often gets around
      it.`,
    occasion: 'run',
  },
}
