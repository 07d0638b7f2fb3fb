import type { syntax } from '../catalog/syntax.ts'
import { type Page, program, prose } from './page.ts'

export const syntaxPages: Record<keyof typeof syntax, Page> = {
  E0101: {
    text: prose`
      The character has no meaning in a model. Names are made of letters, digits, \`_\` and a
      trailing \`'\`; the operators are \`+ - * / ^ @ |>\` and the comparisons. It often comes
      along when text is copied from elsewhere: remove it.`,
    bad: program`
      price = 3
      show $price
    `,
    good: program`
      price = 3
      show price
    `,
    occasion: 'check',
  },
  E0102: {
    text: prose`
      A statement begins with one of the words of the language (\`dim\`, \`data\`, \`param\`,
      \`minimize\`, \`train\`, …) or with a name that gets a value. This one begins with a word
      that is neither, and then a name: probably a slip of the pen.`,
    bad: program`
      param w = 10
      parma b = 0
      minimize (w - 3)^2
    `,
    good: program`
      param w = 10
      param b = 0
      minimize (w - 3)^2 + (b - 1)^2
    `,
    occasion: 'check',
  },
  E0103: {
    text: prose`
      Something that needs a value on this side has none: the right side of \`=\`, an argument
      after a comma, or the other side of an operator. If the value stands on the next line,
      indent that line, so that it continues this statement.`,
    bad: program`
      param w =
      minimize 3
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
    `,
    occasion: 'check',
  },
  E0104: {
    text: prose`
      A bracket was opened, and a new statement began before it was closed. Inside brackets
      lines flow freely, but never as far left as where the statement began; that is how I
      know where the bracket should have ended. Close it there.`,
    bad: program`
      param w = 10
      minimize abs(w - 3
      train { optimizer: sgd(lr: 0.1), steps: 10 }
    `,
    good: program`
      param w = 10
      minimize abs(w - 3)
      train { optimizer: sgd(lr: 0.1), steps: 10 }
    `,
    occasion: 'check',
  },
  E0105: {
    text: prose`
      A block was opened with \`{\`, and a statement that is not indented began before its
      \`}\`. What belongs to a block is indented; the brace that ends it stands on a line of
      its own or at the end of the last line.`,
    bad: program`
      param w = 10
      minimize (w - 3)^2
      train {
        optimizer: sgd(lr: 0.1)
        steps: 10
      show w
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
      train {
        optimizer: sgd(lr: 0.1)
        steps: 10
      }
      show w
    `,
    occasion: 'check',
  },
  E0106: {
    text: prose`
      What comes before is complete, and this cannot follow it. A line that is indented deeper
      continues the statement above, a line at the same column starts a new one: to carry a
      formula on, indent the next line. The right side of \`|>\` must be a call or the name of a
      function.`,
    bad: program`
      param w = 10
      minimize (w - 3)^2
      + 0.1 * abs(w)
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
        + 0.1 * abs(w)
    `,
    occasion: 'check',
  },
  E0107: {
    text: prose`
      Two values stand side by side and nothing joins them. On paper that is a product; here
      every product is written with \`*\`, because \`wx\` could as well be one name and
      \`w (x)\` a call.`,
    bad: program`
      param w = 10
      minimize (2 w - 3)^2
    `,
    good: program`
      param w = 10
      minimize (2 * w - 3)^2
    `,
    occasion: 'check',
  },
  E0108: {
    text: prose`
      \`==\` asks whether two values are equal, and \`=\` gives a name to a value. At the start
      of a statement only the second makes sense.`,
    bad: program`
      param w = 10
      twice == 2 * w
      minimize (w - 3)^2
    `,
    good: program`
      param w = 10
      twice = 2 * w
      minimize (twice - 3)^2
    `,
    occasion: 'check',
  },
  E0109: {
    text: prose`
      The settings of a \`train\` block and the named arguments of a call are written
      \`name: value\`. The colon between the two is missing, or something else stands in its
      place. (\`=\` names values; a setting names nothing.)`,
    bad: program`
      param w = 10
      minimize (w - 3)^2
      train {
        optimizer sgd(lr: 0.1)
        steps: 10
      }
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
      train {
        optimizer: sgd(lr: 0.1)
        steps: 10
      }
    `,
    occasion: 'check',
  },
  E0110: {
    text: prose`
      Powers are written \`x^2\`, as on paper with one hand raised; \`**\` is how some other
      languages write them. \`x²\` and \`x³\` are read as well.`,
    bad: program`
      param w = 10
      minimize (w - 3) ** 2
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
    `,
    occasion: 'check',
  },
  E0111: {
    text: prose`
      A text begins with \`"\` and must end with one on the same line. To put a quotation mark
      into the text, write \`\\"\`; to break the line inside it, write \`\\n\`.`,
    bad: program`
      param w = 10
      minimize (w - 3)^2
      show w "the slope
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
      show w "the slope"
    `,
    occasion: 'check',
  },
  E0112: {
    text: prose`
      A comparison gives true or false, and that cannot be compared with a number again. Say
      both halves and join them with \`and\`.`,
    bad: program`
      param w = 10
      minimize if 0 < w < 1 then w else w^2
    `,
    good: program`
      param w = 10
      minimize if 0 < w and w < 1 then w else w^2
    `,
    occasion: 'check',
  },
  E0113: {
    text: prose`
      This bracket closes nothing: the one that it would belong to is closed already, or was
      never opened. Remove it, or open its partner where the group begins.`,
    bad: program`
      param w = 10
      minimize (w - 3)^2)
    `,
    good: program`
      param w = 10
      minimize (w - 3)^2
    `,
    occasion: 'check',
  },
  E0114: {
    text: prose`
      The word belongs to another language. Here a value gets its name with \`=\` alone, and a
      function is written as on paper: \`f(x) = x^2\`. Leave the word out.`,
    bad: program`
      def f(x) = (x - 3)^2
      param w = 10
      minimize w^2
    `,
    good: program`
      f(x) = (x - 3)^2
      param w = 10
      minimize f(w)
    `,
    occasion: 'check',
  },
  E0115: {
    text: prose`
      Numbers are written \`12\`, \`0.5\`, \`.5\`, \`1e-3\` or \`1_000\`: one dot at most, digits
      after it, and a whole number after \`e\`.`,
    bad: program`
      param w = 1.2.3
      minimize (w - 3)^2
    `,
    good: program`
      param w = 1.23
      minimize (w - 3)^2
    `,
    occasion: 'check',
  },
  E0116: {
    text: prose`
      \`if\` is a value here, not an order: it must say what the value is in both cases. Add
      \`else\` with the value for the other case, often 0 or the value unchanged.`,
    bad: program`
      param w = 10
      minimize if w > 0 then w^2
    `,
    good: program`
      param w = 10
      minimize if w > 0 then w^2 else 0
    `,
    occasion: 'check',
  },
  E0117: {
    text: prose`
      \`~\` is kept for beliefs such as \`param w ~ normal(0, 1)\`, which a later version will
      compute with, and has no place inside of a formula. A normal belief about a parameter is
      the same as a penalty on its square: write that instead.`,
    bad: program`
      param w = 0
      minimize (w - 3)^2 + (w ~ normal(0, 1))
    `,
    good: program`
      param w = 0
      minimize (w - 3)^2 + w^2 / 2
    `,
    occasion: 'check',
  },
  E0118: {
    text: prose`
      Names stand for one value in the whole model, so nothing can be updated outside an
      \`optimizer\`, where \`<-\` says how a parameter and its state move in one step. To name a
      value, write \`=\`.`,
    bad: program`
      param w = 10
      w <- w - 1
      minimize (w - 3)^2
    `,
    good: program`
      optimizer plain(lr = 0.1) {
        w <- w - lr * g
      }

      param w = 10
      minimize (w - 3)^2
      train { optimizer: plain(), steps: 50 }
    `,
    occasion: 'check',
  },
  E0119: {
    text: prose`
      Indentation decides where a statement ends, and a tab is as wide as each editor likes. So
      that everybody sees the same model, it is made of spaces. \`gradus fmt\` puts two for each
      level.`,
    bad: 'param w = 10\nminimize (w - 3)^2\n\t+ abs(w)\n',
    good: program`
      param w = 10
      minimize (w - 3)^2
        + abs(w)
    `,
    occasion: 'check',
  },
  E0120: {
    text: prose`
      Brackets or blocks lie inside each other deeper than any reader could follow; the text is
      probably generated, or damaged. Give names to the parts.`,
    bad: program`
      param w = 10
      minimize ${'('.repeat(2000)}w${')'.repeat(2000)}
    `,
    good: program`
      param w = 10
      half = (w - 3) / 2
      minimize half^2
    `,
    occasion: 'check',
  },
}
