import type { ReactNode } from 'react';
import type { DrawnDay } from '../../contract/till/day.ts';
import { type Bani, bani } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { DayFigure } from '../../domain/day/parts.ts';
import type { RegisterZ } from '../../domain/day/register.ts';
import type { DaySums } from '../../domain/day/sums.ts';
import { rateText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { FigureDoor } from './FigureDoor.tsx';
import { ShiftTable } from './ShiftTable.tsx';

/** Sales by VAT and by way of paying beside the register's, and each shift's cash. */
export function MoneyTables({ drawn }: { readonly drawn: DrawnDay }) {
  const { say } = useWords();
  return (
    <>
      <h3 className="day-subtitle">{say('day.cash')}</h3>
      <ShiftTable close={null} tills={drawn.tills} names={drawn.names} day={drawn.day} />
      <RegisterTables drawn={drawn} />
    </>
  );
}

/** Sales by VAT and by way of paying, each beside what the register's Z says. */
export function RegisterTables({ drawn }: { readonly drawn: DrawnDay }) {
  return <SalesTables close={null} sums={drawn.sums} theirs={drawn.register.read} />;
}

interface SalesTablesProps {
  /** Number of the signed day; null: the one that is drawn up. */
  readonly close: number | null;
  readonly sums: DaySums;
  /** What the register's Z says (null: nothing was typed); left out: it is not compared. */
  readonly theirs?: Omit<RegisterZ, 'receipts'> | null;
}

/** Sales by VAT and by way of paying; each figure of ours opens. */
export function SalesTables({ close, sums, theirs }: SalesTablesProps) {
  const { say } = useWords();
  const rates = [...new Set([...sums.vat, ...(theirs?.vat ?? [])].map(({ rate }) => rate))];
  const kinds = [...new Set([...sums.tenders, ...(theirs?.tenders ?? [])].map(({ kind }) => kind))];
  const text = (total: number | null | undefined): string | null =>
    theirs === undefined ? null : total == null ? '—' : formatBani(bani(total));
  const ours = (figure: DayFigure, by: Bani): ReactNode => (
    <FigureDoor close={close} figure={figure} by={by}>
      {formatBani(by)}
    </FigureDoor>
  );
  return (
    <div className="day-two">
      <Compared
        title={say('day.byVat')}
        rows={[
          ...rates.map((rate) => ({
            key: String(rate),
            label: say('vat.rate', { rate: rateText(rate) }),
            ours: ours({ of: 'vat', rate }, sums.vat.find((line) => line.rate === rate)?.total ?? bani(0)),
            theirs: text(theirs?.vat?.find((line) => line.rate === rate)?.total),
          })),
          {
            key: 'total',
            label: say('day.total'),
            ours: ours({ of: 'vat', rate: null }, sums.total),
            theirs: text(theirs?.total),
          },
        ]}
      />
      <Compared
        title={say('day.byTender')}
        rows={kinds.map((kind) => {
          const own = sums.tenders.find((one) => one.kind === kind);
          return {
            key: kind,
            label: say(`tender.${kind}`),
            ours: ours({ of: 'tender', kind }, bani((own?.in ?? 0) - (own?.out ?? 0))),
            theirs: text(theirs?.tenders?.find((one) => one.kind === kind)?.total),
          };
        })}
      />
    </div>
  );
}

interface ComparedProps {
  readonly title: string;
  readonly rows: readonly {
    readonly key: string;
    readonly label: string;
    readonly ours: ReactNode;
    /** Null: it is not compared. */
    readonly theirs: string | null;
  }[];
}

function Compared({ title, rows }: ComparedProps) {
  const { say } = useWords();
  const isCompared = rows.some(({ theirs }) => theirs !== null);
  return (
    <div>
      <h3 className="day-subtitle">{title}</h3>
      <table className="day-table day-table-doors">
        {isCompared ? (
          <thead>
            <tr>
              <th scope="col" />
              <th scope="col">{say('day.col.ours')}</th>
              <th scope="col">{say('day.col.theirs')}</th>
            </tr>
          </thead>
        ) : null}
        <tbody>
          {rows.map(({ key, label, ours, theirs }) => (
            <tr key={key} className={key === 'total' ? 'day-sum' : undefined}>
              <th scope="row">{label}</th>
              <td>{ours}</td>
              {theirs === null ? null : <td>{theirs}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
