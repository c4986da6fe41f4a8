import type { MonthFigures } from '../../domain/report/months.ts';

/** The till's months, as the window sees them. */
export type ReportView =
  | { readonly at: 'nothing' }
  /** `share`: how much is read, 0 to 1. */
  | { readonly at: 'reading'; readonly share: number }
  | {
      readonly at: 'ready';
      readonly months: readonly MonthFigures[];
      /** When it was begun, UTC ms: what came later is not in it. */
      readonly asOfMs: number;
      /** All points there ever were passed over this till (a shop without a centre): what is out there can be told. */
      readonly alone: boolean;
    }
  | { readonly at: 'broken' };
