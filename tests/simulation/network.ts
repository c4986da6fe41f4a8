/** The lines between tills and the centre: delay, loss, repetition, one-way cuts, replies lost. Each till draws from its own stream. */
import type { Chance } from './chance.ts';
import type { Mark } from './marks.ts';

export interface Line {
  /** How bad it is, 0 (a good line) to 1. */
  badness: number;
  cutUp: boolean;
  cutDown: boolean;
}

/** `money`: a hold of a gift card's. */
export type Message = 'push' | 'pull' | 'hold' | 'money';

export interface Network {
  line(till: number): Line;
  /** Sends to the centre: `arrives` is called once, twice or never. */
  up(till: number, kind: Message, arrives: () => void): void;
  /** Sends back; `isPush`: the reply to a push that was committed. */
  down(till: number, kind: Message, arrives: () => void): void;
  heal(): void;
}

export function openNetwork(parts: {
  readonly tills: number;
  readonly chanceOf: (till: number) => Chance;
  readonly now: () => number;
  readonly at: (ms: number, run: () => void) => void;
  readonly mark: (mark: Mark) => void;
}): Network {
  const { now, at, mark } = parts;
  const lines: Line[] = Array.from({ length: parts.tills }, () => ({ badness: 0, cutUp: false, cutDown: false }));
  const chances = lines.map((_, till) => parts.chanceOf(till));
  const of = (till: number): { readonly line: Line; readonly dice: Chance } => {
    const [line, dice] = [lines[till], chances[till]];
    if (line === undefined || dice === undefined) throw new Error(`no line to till ${till}`);
    return { line, dice };
  };

  function delay({ badness }: Line, dice: Chance): number {
    const ms = 5 + dice.below(40);
    if (!dice.hits(badness * 0.3)) return ms;
    mark('network.late');
    return ms + dice.below(20_000);
  }

  return {
    line: (till) => of(till).line,
    up(till, kind, arrives) {
      const { line, dice } = of(till);
      const [lost, again] = [dice.hits(line.badness * 0.3), dice.hits(line.badness * 0.2)];
      if (line.cutUp) {
        mark('network.cutUp');
        return;
      }
      if (lost) {
        if (kind === 'push') mark('push.lost');
        return;
      }
      const first = now() + delay(line, dice);
      at(first, arrives);
      if (!again) return;
      const second = now() + delay(line, dice);
      if (second < first && kind === 'push') mark('push.reordered');
      at(second, arrives);
    },
    down(till, kind, arrives) {
      const { line, dice } = of(till);
      if (line.cutDown || dice.hits(line.badness * 0.3)) {
        if (line.cutDown) mark('network.cutDown');
        if (kind === 'push') mark('push.replyLostAfterCommit');
        if (kind === 'hold') mark('hold.answerLost');
        if (kind === 'money') mark('giftCard.answerLost');
        return;
      }
      at(now() + delay(line, dice), arrives);
    },
    heal() {
      for (const line of lines) [line.badness, line.cutUp, line.cutDown] = [0, false, false];
    },
  };
}
