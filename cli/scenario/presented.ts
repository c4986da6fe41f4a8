import type { Presented } from './form.ts';
import type { Somebody, World } from './world.ts';

/**
 * The codes that are presented. A coupon that a sale gave has a code that no file can know: it is named by the sale (`of`), by
 * its offer, or by both; a text that is no code of the programme and the id of an offer names the coupons of that offer, the
 * one that ends first before the others.
 */
export function presentedCodes(world: World, who: Somebody | null, coupons: readonly Presented[]): string[] {
  return coupons.flatMap((one) => {
    if (typeof one !== 'string') return issuedOf(world, who, one);
    const code = one.trim().toUpperCase();
    const known = world.programme.offers.some(
      ({ trigger }) => trigger.type === 'code' && trigger.codes.some((each) => each.toUpperCase() === code),
    );
    const held = (who?.standing.coupons ?? []).some((coupon) => coupon.code === code);
    const [first] = known || held ? [] : issuedOf(world, who, { offer: one.trim() });
    return [first ?? code];
  });
}

function issuedOf(
  world: World,
  who: Somebody | null,
  named: { readonly offer?: string; readonly of?: string },
): string[] {
  const { offer, of } = named;
  const sold = of === undefined ? [] : (world.sales.get(of)?.sale.issued ?? []);
  const held = (who?.standing.coupons ?? []).toSorted((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : 0));
  const found = (of === undefined ? held : sold).filter((coupon) => offer === undefined || coupon.offer === offer);
  // What is not there is presented all the same, so that the sale says why it does not apply.
  return found.length === 0 ? [(offer ?? of ?? '').toUpperCase()] : found.map(({ code }) => code);
}
