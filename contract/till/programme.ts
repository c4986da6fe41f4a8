import type { Bani } from '../../domain/amount/bani.ts';
import type { Points } from '../../domain/amount/points.ts';
import type { Name } from '../../domain/programme/offer.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { TraceStep } from '../../domain/record/record.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import type { AppliedView, NearView } from './offers.ts';
import type { CounterLine } from './views.ts';

/** The programme as the manager sees it. */
export interface ProgrammeView {
  /** What holds now; null: none does. */
  readonly current: Programme | null;
  /** All versions known here, the newest first. */
  readonly versions: readonly { readonly version: number; readonly name: string; readonly startsAtMs: number }[];
  /** Whether this person, here and now, may publish: null, or why not. */
  readonly mayPublish: Refusal | null;
}

/** A place that is wrong, like `offers[2].effect.units`, and what is wrong with it. */
export interface ProgrammeFaultRow {
  readonly path: string;
  readonly fault: string;
}

/** What a sample basket comes to under a programme that is being written. */
export interface ProgrammePreview {
  readonly faults: readonly ProgrammeFaultRow[];
  readonly lines: readonly CounterLine[];
  readonly applied: readonly AppliedView[];
  readonly gross: Bani;
  readonly discount: Bani;
  readonly total: Bani;
  readonly earned: Points;
  readonly near: readonly NearView[];
  readonly trace: readonly TraceStep[];
  readonly names: Readonly<Record<string, Name>>;
}
