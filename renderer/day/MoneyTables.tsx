import type { ReactNode } from 'react';
import type { DrawnDay } from '../../contract/till/day.ts';
import { type Bani, bani, NO_MONEY, sumBani } from '../../domain/amount/bani.ts';
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
      <ShiftTable close={null} tills={drawn.tills} names={drawn.names} day={drawn.day} cash={drawn.cash} />
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

/** Sales by VAT, with the VAT in them, and by way of paying; each sum of ours opens. */
export function SalesTables({ close, sums, theirs }: SalesTablesProps) {
  const { say } = useWords();
  const rates = [...new Set([...sums.vat, ...(theirs?.vat ?? [])].map(({ rate }) => rate))];
  const kinds = [...new Set([...sums.tenders, ...(theirs?.tenders ?? [])].map(({ kind }) => kind))];
  const compared: readonly Column[] = theirs === undefined ? ['total'] : ['ours', 'theirs'];
  const ours = (figure: DayFigure, by: Bani): ReactNode => (
    <FigureDoor close={close} figure={figure} by={by}>
      {formatBani(by)}
    </FigureDoor>
  );
  const beside = (total: number | null | undefined): readonly ReactNode[] =>
    theirs === undefined ? [] : [total == null ? '—' : formatBani(bani(total))];
  return (
    <div className="day-two">
      <Sums
        title={say('day.byVat')}
        columns={[...compared, 'vat']}
        rows={[
          ...rates.map((rate) => {
            const own = sums.vat.find((line) => line.rate === rate);
            return {
              key: String(rate),
              label: say('vat.rate', { rate: rateText(rate) }),
              cells: [
                ours({ of: 'vat', rate }, own?.total ?? NO_MONEY),
                ...beside(theirs?.vat?.find((line) => line.rate === rate)?.total),
                formatBani(own?.vat ?? NO_MONEY),
              ],
            };
          }),
          {
            key: 'total',
            label: say('day.total'),
            cells: [
              ours({ of: 'vat', rate: null }, sums.total),
              ...beside(theirs?.total),
              formatBani(sumBani(sums.vat.map(({ vat }) => vat))),
            ],
          },
        ]}
      />
      <Sums
        title={say('day.byTender')}
        columns={compared}
        rows={kinds.map((kind) => {
          const own = sums.tenders.find((one) => one.kind === kind);
          return {
            key: kind,
            label: say(`tender.${kind}`),
            cells: [
              ours({ of: 'tender', kind }, bani((own?.in ?? 0) - (own?.out ?? 0))),
              ...beside(theirs?.tenders?.find((one) => one.kind === kind)?.total),
            ],
          };
        })}
      />
    </div>
  );
}

type Column = 'total' | 'ours' | 'theirs' | 'vat';

interface SumsProps {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly {
    readonly key: string;
    readonly label: string;
    /** One for each column. */
    readonly cells: readonly ReactNode[];
  }[];
}

function Sums({ title, columns, rows }: SumsProps) {
  const { say } = useWords();
  return (
    <div>
      <h3 className="day-subtitle">{title}</h3>
      <table className="day-table day-table-doors" aria-label={title}>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                {say(`day.col.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label, cells }) => (
            <tr key={key} className={key === 'total' ? 'day-sum' : undefined}>
              <th scope="row">{label}</th>
              {columns.map((column, at) => (
                <td key={column}>{cells[at]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
