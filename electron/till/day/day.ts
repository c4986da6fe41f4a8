import { done, type Outcome } from '../../../domain/refusal/refusal.ts';
import type { Handlers } from '../handlers.ts';
import type { Workings } from '../workings.ts';
import { dayFile } from './files.ts';
import { passRight, signDay } from './sign.ts';
import { listDays, lookAtDay } from './signed.ts';
import { explain, mend, without } from './words.ts';

/** The close of the store's day, as the window asks for it. */

type DayHandlers = Pick<Handlers, Extract<keyof Handlers, `day.${string}`>>;

/** Answers to `day.*`. */
export function dayHandlers(w: Workings): DayHandlers {
  const { register } = w.closing;
  /** What the register says is compared at once. */
  async function changed(outcome: Outcome<null>): Promise<Outcome<null>> {
    if (outcome.ok) await w.closing.registerChanged();
    return outcome;
  }
  return {
    'day.state': () => done(w.closing.view()),
    'day.begin': (input) => w.closing.begin(input),
    'day.drop': () => w.closing.drop(),
    'day.register': (input) => changed(register.typed(input)),
    'day.registerFile': async (input) => changed(await register.piece(input)),
    'day.registerColumns': async (input) => changed(await register.columns(input)),
    'day.registerTake': (input) => changed(register.take(input)),
    'day.explain': (input) => explain(w, input),
    'day.mend': (input) => mend(w, input),
    'day.without': (input) => without(w, input),
    'day.paper': (input) => w.closing.paper(input),
    'day.sign': (input) => signDay(w, input),
    'day.pass': (input) => passRight(w, input),
    'day.list': (input) => listDays(w, input),
    'day.look': (input) => lookAtDay(w, input),
    'day.parts': (input) => w.closing.parts.look(input),
    'day.file': async ({ number, as }) => {
      const looked = lookAtDay(w, { number });
      return looked.ok ? done(await dayFile(looked.value, as, w.settings.now.language, w.links.dayFiles)) : looked;
    },
  };
}
