import { program } from './page.ts'

/** The files that the examples of the pages read, by the path that the programs use. */
export const exampleFiles: Readonly<Record<string, string>> = {
  'points.csv': program`
    x,y
    0.5,1.4
    1,3.1
    1.5,5
    2,6.3
    2.5,8.1
    3,9.4
    3.5,11.3
    4,12.9
  `,
  'other.csv': program`
    z
    7.4
    4.2
    2.5
    0.1
    8.8
  `,
  'iris.csv': program`
    sepal_length,sepal_width,petal_length,petal_width,species
    5.1,3.5,1.4,0.2,setosa
    4.9,3,1.4,0.2,setosa
    4.7,3.2,1.3,0.2,setosa
    7,3.2,4.7,1.4,versicolor
    6.4,3.2,4.5,1.5,versicolor
    6.9,3.1,4.9,1.5,versicolor
    6.3,3.3,6,2.5,virginica
    5.8,2.7,5.1,1.9,virginica
    7.1,3,5.9,2.1,virginica
  `,
  './losses.gd': program`
    _square(e) = e^2
    huber(e, delta = 1) = if abs(e) <= delta then _square(e) / 2 else delta * (abs(e) - delta / 2)
    log_cosh(e) = log(cosh(e))
  `,
}
