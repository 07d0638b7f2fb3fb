import type { file } from '../catalog/file.ts'
import { type Page, program, prose } from './page.ts'

export const filePages: Record<keyof typeof file, Page> = {
  E0001: {
    text: prose`
      Two languages use the ending \`.gd\`: the script language of a game engine, and this one,
      in which gradient-descent models are written. The file begins as the other one does, so I
      did not try to read it as a model. If it is a model after all, remove the lines that
      begin with \`extends\`, \`class_name\` or \`func\`.`,
    bad: program`
      extends Node2D

      func _ready():
        print("hello")
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
    `,
    occasion: 'check',
  },
  E0002: {
    text: prose`
      Models and tables are read as UTF-8 text. The file holds a byte that no UTF-8 text has:
      it may be in an older encoding (Latin-1, UTF-16), or not be text at all. Save it as UTF-8
      in your editor or spreadsheet, or convert it, for example with \`iconv -t utf-8\`.`,
    occasion: 'data',
  },
  E0003: {
    text: prose`
      The first line of a model may name the version of the language that it is written in.
      This program is older than the file. Update it, or remove the line if the model uses
      nothing new.`,
    bad: program`
      # gradus 2
      param w = 10
      minimize (w - 3)^2
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
    `,
    occasion: 'later',
  },
}
