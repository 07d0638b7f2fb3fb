import type { data } from '../catalog/data.ts'
import { type Page, program, prose } from './page.ts'

const readsPoints = program`
  dim n
  data x, y: [n] from "points.csv"
  show mean(x * y)
`

/** A page about a table that cannot be read. */
function pageOfTable(text: string, table: string): Page {
  const bad = readsPoints.replace('points.csv', 'broken.csv')
  return { text, bad, good: readsPoints, occasion: 'data', files: { 'broken.csv': table } }
}

export const dataPages: Record<keyof typeof data, Page> = {
  E0401: {
    text: prose`
      There is no such file. Paths are relative to the model that names them, not to where the
      command runs, and capitals count on most machines. The files nearby stand in the message.`,
    bad: program`
      dim n
      data x, y: [n] from "pionts.csv"
    `,
    good: readsPoints,
    occasion: 'check',
  },
  E0402: {
    text: prose`
      The table has no column of this name. Without brackets each name of the declaration is a
      column; in brackets you list others, and \`first .. last\` takes neighbours. Names are
      compared letter by letter; one with spaces is written in quotation marks.`,
    bad: program`
      dim n
      data x, y: [n] from "points.csv" (x, yy)
    `,
    good: program`
      dim n
      data x, y: [n] from "points.csv" (x, y)
      show mean(x * y)
    `,
    occasion: 'check',
  },
  E0403: {
    text: prose`
      A dim has one size in the whole model, and two places give it different ones: two files of
      different length, or a file and a number. If they are different things, give them two
      dims; if they should be equal, a row is missing in one of the files.`,
    bad: program`
      dim n
      data x, y: [n] from "points.csv"
      data z: [n] from "other.csv"
    `,
    good: program`
      dim n, m
      data x, y: [n] from "points.csv"
      data z: [m] from "other.csv"
      show mean(x * y) - mean(z)
    `,
    occasion: 'check',
  },
  E0404: {
    text: prose`
      A cell holds text or nothing where a number is due. Empty cells, \`NaN\` and \`n/a\` are
      missing values, and a sum with a missing value is missing too; so I ask rather than guess.
      Fill the cells, drop the rows, or declare the column as labels if it holds texts.`,
    bad: program`
      dim n
      data x, y: [n] from "gaps.csv"
    `,
    good: readsPoints,
    occasion: 'check',
    files: {
      'gaps.csv': program`
        x,y
        1,3.1
        2,n/a
        3,9.4
        4,12.9
      `,
    },
  },
  E0405: {
    text: prose`
      A parameter with a range starts inside it, because it moves in a coordinate that reaches
      the ends only at infinity. Without a start it would begin at 0. Give a start strictly
      between the ends.`,
    bad: program`
      param sigma in 0..inf
      minimize (sigma - 2)^2
    `,
    good: program`
      param sigma in 0..inf = 1
      minimize (sigma - 2)^2
    `,
    occasion: 'check',
  },
  E0406: {
    text: prose`
      What is read from a file has rows, and columns where there are several of them; the
      declaration says another number of dims. Name a dim for each axis, or take one column.`,
    bad: program`
      dim n
      data p: [n] from "points.csv" (x, y)
      show mean(p)
    `,
    good: program`
      dim n, axis
      data p: [n, axis] from "points.csv" (x, y)
      show mean(p)
    `,
    occasion: 'check',
  },
  E0407: {
    text: prose`
      The size of a dim comes from a file or from its declaration, and this one has neither, so
      I do not know how many numbers the parameter has. Give it a size, or bind data to it.`,
    bad: program`
      dim hidden
      param w: [hidden] = 1
      minimize sum(w^2)
    `,
    good: program`
      dim hidden = 4
      param w: [hidden] = 1
      minimize sum(w^2)
    `,
    occasion: 'check',
  },
  E0408: {
    text: prose`
      The column holds more different texts than the dim has places. If the number is wrong,
      correct it. A label that appears only once is often another one with a stray space or
      capital: correct the file.`,
    bad: program`
      dim n
      dim classes = 2
      data y: classes[n] from "iris.csv" (species)
    `,
    good: program`
      dim n
      dim classes = 3
      data y: classes[n] from "iris.csv" (species)
      show mean(one_hot(y), over: n)
    `,
    occasion: 'check',
  },
  E0409: {
    text: prose`
      A range goes from its smaller end to its larger one, and this one is the other way round,
      or has no width. Swap the ends.`,
    bad: program`
      param w in 1..0 = 0.5
      minimize w^2
    `,
    good: program`
      param w in 0..1 = 0.5
      minimize w^2
    `,
    occasion: 'check',
  },
  E0410: {
    text: prose`
      I read tables from CSV files: text with one row a line, commas between the cells, and the
      names of the columns in the first row. Every spreadsheet can save a sheet as CSV.`,
    bad: program`
      dim n
      data x, y: [n] from "points.xlsx"
    `,
    good: readsPoints,
    occasion: 'check',
    files: { 'points.xlsx': 'PK\u0003\u0004' },
  },
  E0411: pageOfTable(
    prose`
      Each row must have a cell for each column of the header. This one has more or fewer: a
      comma may be missing, or a text that contains a comma stands without quotation marks.
      Numbers are written with a decimal point, because a decimal comma would split them.`,
    program`
      x,y
      1,3.1
      2,6,3
    `,
  ),
  E0412: pageOfTable(
    prose`
      The file is empty, or ends after the names of the columns. The first row is always taken
      as the header, so a file with one row of numbers has no data: put the names above them.`,
    program`
      x,y
    `,
  ),
  E0413: pageOfTable(
    prose`
      Two columns have the same name, and a model could not say which one it means. Rename one
      of them in the first row.`,
    program`
      x,x
      1,3.1
    `,
  ),
  E0414: pageOfTable(
    prose`
      A column has no name in the first row. Perhaps it is a column of row numbers that another
      program has written: name it or remove it. If there is no header at all, add one.`,
    program`
      ,x,y
      1,1,3.1
      2,2,6.3
    `,
  ),
  E0415: pageOfTable(
    prose`
      A cell that begins with a quotation mark ends with the next one, and a comma or a new row
      follows. Here it goes on, or the rest of the file is inside the cell. Close it at its end;
      inside such a cell a quotation mark is written twice.`,
    program`
      x,y
      "1,3.1
      2,6.3
    `,
  ),
  E0416: {
    text: prose`
      The file begins as it should and then contradicts itself: it was probably cut off while it
      was written or copied. Take another copy of it; weights can be saved again from the run
      that made them.`,
    occasion: 'data',
  },
}
