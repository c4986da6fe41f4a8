import { useEffect, useState } from 'react';
import type { SeenFigures, XView } from '../../contract/till/shift.ts';
import { type Bani, bani } from '../../domain/amount/bani.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Refused } from '../deeds/Refused.tsx';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import type { Words } from '../words/words.ts';
import { PrintTools } from './PrintTools.tsx';
import { lastPaper, printLines, rememberPaper, xLines } from './paper.ts';
import './shift.css';

/** X: the shift so far, at any time; nothing is written. Who will count the drawer blind sees no drawer here. */
export function XPanel() {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const sales = useWindow((state) => state.view?.shift?.sales ?? 0);
  const [x, setX] = useState<XView | null>(null);
  const [paper, setPaper] = useState(lastPaper);
  const badge = useWindow((state) => state.view?.till ?? null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies(sales): what is sold meanwhile is looked at too
  useEffect(() => {
    let wanted = true;
    void till.askQuietly('shift.x', {}).then((answer) => {
      if (!wanted) return;
      if (answer.ok) setX(answer.value);
      else setRefusal(answer.refusal);
    });
    return () => {
      wanted = false;
    };
  }, [till, sales]);
  useBackAsMain();
  const print = (): void => {
    if (x === null) return;
    rememberPaper(paper);
    printLines(xLines(x, { store: badge?.store ?? '', till: badge?.number ?? 0 }, words, paper), paper);
  };
  return (
    <PanelFrame
      title={say('drawer.x')}
      foot={x === null ? undefined : <PrintTools paper={paper} onPaper={setPaper} onPrint={print} />}
    >
      <Refused refusal={refusal} />
      {x === null ? null : (
        <>
          <p className="panel-note">{say('drawer.xAt', { number: x.number, moment: words.moment(x.at) })}</p>
          <div className="x-groups">
            {groupsOf(x.figures, words).map(({ title, rows }) => (
              <section key={title} className="x-group">
                <h3>{title}</h3>
                <dl>
                  {rows.map(({ what, much, isMain = false }) => (
                    <div key={what} className={isMain ? 'x-row x-row-main' : 'x-row'}>
                      <dt>{what}</dt>
                      <dd>{much}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
          {x.figures.drawer === null ? <p className="panel-note">{say('drawer.xBlind')}</p> : null}
        </>
      )}
    </PanelFrame>
  );
}

interface Row {
  readonly what: string;
  readonly much: string;
  readonly isMain?: boolean;
}
interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
}

const minus = (amount: Bani): Bani => bani(-amount);

/** The figures in groups, in the words that a Z has for them; what is not told has no group. */
function groupsOf(figures: SeenFigures, words: Words): readonly Group[] {
  const { say } = words;
  const { sold, voided, returned, withheld, total, vat, points, counts, receipts, drawer } = figures;
  const money = (what: string, amount: Bani): Row => ({ what, much: formatBani(amount) });
  const number = (what: string, many: number): Row => ({ what, much: String(many) });
  const groups: Group[] = [
    {
      title: say('drawer.xMoney'),
      rows: [
        money(say('z.gross'), sold.gross),
        money(say('z.byOffers'), minus(sold.byOffers)),
        money(say('z.byPoints'), minus(sold.byPoints)),
        money(say('z.sold'), sold.total),
        money(say('z.voided'), minus(voided)),
        money(say('z.returned'), minus(returned)),
        { ...money(say('z.total'), total), isMain: true },
        ...(withheld === 0 ? [] : [money(say('z.withheld'), withheld)]),
        ...vat.map((line) => money(`${say('z.vat')} ${formatBani(bani(line.rate))} %`, line.vat)),
      ],
    },
    {
      title: say('drawer.xCounts'),
      rows: [
        number(say('z.sales'), counts.sales),
        number(say('z.withMember'), counts.withMember),
        number(say('z.returns'), counts.returns),
        number(say('z.voids'), counts.voids),
        number(say('z.enrolments'), counts.enrolments),
        number(say('z.giftCards'), counts.giftCards),
        ...(receipts === null ? [] : [{ what: say('z.receipts'), much: `${receipts.first} – ${receipts.last}` }]),
      ],
    },
  ];
  if (points.length > 0) {
    groups.push({
      title: say('z.points'),
      rows: points.map(({ contra, given, taken }) => ({
        what: say(`z.contra.${contra}`),
        much: `+${formatPoints(given)} \u2212${formatPoints(taken)}`,
      })),
    });
  }
  if (drawer !== null) groups.push({ title: say('z.drawer'), rows: drawerRows(drawer, words) });
  return groups;
}

function drawerRows(
  { float, tenders, moved, expected }: NonNullable<SeenFigures['drawer']>,
  { say }: Words,
): readonly Row[] {
  return [
    { what: say('z.float'), much: float === null ? say('z.notCounted') : formatBani(float) },
    ...tenders.map((one) => ({ what: say(`z.tender.${one.kind}`), much: formatBani(bani(one.in - one.out)) })),
    ...moved.map(({ direction, why, times, amount }) => ({
      what: `${say(`z.${direction}`)}: ${say(`z.why.${why}`)} (${times})`,
      much: formatBani(direction === 'in' ? amount : minus(amount)),
    })),
    { what: say('z.expected'), much: formatBani(expected), isMain: true },
  ];
}
