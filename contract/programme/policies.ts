import * as z from 'zod';
import { DEFAULT_POLICIES as D } from '../../domain/programme/policies.ts';
import { earningBaseForm } from './earning.ts';

/** Where programmes disagree; see domain/programme/policies and the page. Each left out is as in DEFAULT_POLICIES. */
export const policiesForm = z
  .strictObject({
    earnOn: earningBaseForm.default(D.earnOn),
    earnWhenRedeeming: z.boolean().default(D.earnWhenRedeeming),
    spendOwnPoints: z.boolean().default(D.spendOwnPoints),
    discounts: z.enum(['remaining', 'original', 'best']).default(D.discounts),
    choose: z.enum(['asListed', 'bestForMember']).default(D.choose),
    order: z.enum(['productsFirst', 'asListed']).default(D.order),
    reuseUnits: z.boolean().default(D.reuseUnits),
    minimumBase: z.enum(['before', 'after']).default(D.minimumBase),
    freeUnit: z.enum(['scanned', 'added']).default(D.freeUnit),
    rounding: z
      .strictObject({
        mode: z.enum(['halfUp', 'floor', 'ceil', 'halfEven']).default(D.rounding.mode),
        per: z.enum(['unit', 'line', 'offer', 'once']).default(D.rounding.per),
      })
      .prefault({}),
    oddBan: z.enum(['largestRemainder', 'first', 'last']).default(D.oddBan),
    belowFloor: z.enum(['lost', 'movesOn']).default(D.belowFloor),
    pointsRounding: z.enum(['perLine', 'perRule', 'once']).default(D.pointsRounding),
    boosts: z.enum(['multiply', 'add', 'best']).default(D.boosts),
    tierCounts: z.enum(['before', 'withSale']).default(D.tierCounts),
    tierByHand: z.enum(['floor', 'lock']).default(D.tierByHand),
    spentBack: z.enum(['proportion', 'last']).default(D.spentBack),
    takeBack: z.enum(['belowZero', 'toZero', 'withhold', 'askManager']).default(D.takeBack),
    lotOrder: z.enum(['earliestExpiry', 'earliestEarned']).default(D.lotOrder),
    expiryDay: z.enum(['through', 'until']).default(D.expiryDay),
    tooMany: z.enum(['refuse', 'cut']).default(D.tooMany),
    couponsBack: z.boolean().default(D.couponsBack),
  })
  .meta({ id: 'Policies', description: 'Each with a worked example in PROGRAMME.md.' });
