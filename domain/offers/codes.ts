/** More coupons on one receipt are a mistake or somebody who tries codes. */
export const MOST_CODES = 10;
