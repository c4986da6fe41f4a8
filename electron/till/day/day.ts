import type { DayView } from '../../../contract/till/day.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import type { Handlers } from '../handlers.ts';
import { today, type Workings } from '../workings.ts';

/** The close of the store's day, as the window asks for it. */

type DayHandlers = Pick<Handlers, Extract<keyof Handlers, `day.${string}`>>;

/** Answers to `day.*`. Nothing is drawn up yet in this version: each says so, and nothing is written. */
export function dayHandlers(w: Workings): DayHandlers {
  const nothing = (): ReturnType<typeof refused> => refused('day.notDrawn');
  return {
    'day.state': () => done(stateOf(w)),
    'day.begin': nothing,
    'day.drop': (): Outcome<null> => done(null),
    'day.register': nothing,
    'day.registerFile': nothing,
    'day.registerColumns': nothing,
    'day.explain': nothing,
    'day.mend': nothing,
    'day.without': nothing,
    'day.paper': nothing,
    'day.sign': nothing,
    'day.pass': nothing,
    'day.list': () => done([]),
    'day.look': ({ number }) => refused('day.unknown', { number }),
    'day.file': ({ number }) => refused('day.unknown', { number }),
  };
}

function stateOf(w: Workings): DayView {
  return { right: { here: false, till: null, others: [] }, proposed: today(w), last: null, now: { at: 'nothing' } };
}
