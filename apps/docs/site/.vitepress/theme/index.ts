import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import DescentRace from '../../figures/DescentRace.vue'
import './figures.css'
import './formulas.css'

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('DescentRace', DescentRace)
  },
}

export default theme
