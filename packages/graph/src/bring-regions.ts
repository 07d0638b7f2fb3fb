import { bring, repeatRow } from '@gradus/ops'
import { vectorizeRegion } from './autodiff/batch-region.ts'
import { pushForwardRegion, transposeRegion } from './autodiff/region.ts'
import { interpretRegion } from './interpret-region.ts'
import { provideRegionSupport } from './region-support.ts'
import { simplifyRegions } from './regions.ts'

/** Brings what evaluation, derivatives and rewriting need for regions: for who makes them. */
export function bringRegions(): void {
  bring(repeatRow)
  provideRegionSupport({
    interpret: interpretRegion,
    simplify: simplifyRegions,
    pushForward: pushForwardRegion,
    transpose: transposeRegion,
    vectorize: vectorizeRegion,
  })
}
