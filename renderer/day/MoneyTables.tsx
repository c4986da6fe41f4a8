import type { DrawnDay } from '../../contract/till/day.ts';
import { bani } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { rateText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';
import { ShiftTable } from './ShiftTable.tsx';

/** Sales by VAT and by way of paying beside the register's, and each shift's cash. */
export function MoneyTables({ drawn }: { readonly drawn: DrawnDay }) {
  const { say } = useWords();
  return (
    <>
      <h3 className="day-subtitle">{say('day.cash')}</h3>
      <ShiftTable tills={drawn.tills} names={drawn.names} day={drawn.day} />
      <RegisterTables drawn={drawn} />
    </>
  );
}

/** Sales by VAT and by way of paying, each beside what the register's Z says. */
export function RegisterTables({ drawn }: { readonly drawn: DrawnDay }) {
  const { say } = useWords();
  const { sums, register } = drawn;
  const { read } = register;
  const rates = [...new Set([...sums.vat.map(({ rate }) => rate), ...(read?.vat ?? []).map(({ rate }) => rate)])];
  const kinds = [
    ...new Set([...sums.tenders.map(({ kind }) => kind), ...(read?.tenders ?? []).map(({ kind }) => kind)]),
  ];
  const theirs = (total: number | null | undefined): string => (total == null ? '—' : formatBani(bani(total)));
  return (
    <div className="day-two">
      <Compared
        title={say('day.byVat')}
        rows={[
          ...rates.map((rate) => ({
            key: String(rate),
            label: say('vat.rate', { rate: rateText(rate) }),
            ours: formatBani(sums.vat.find((line) => line.rate === rate)?.total ?? bani(0)),
            theirs: theirs(read?.vat?.find((line) => line.rate === rate)?.total),
          })),
          { key: 'total', label: say('day.total'), ours: formatBani(sums.total), theirs: theirs(read?.total) },
        ]}
      />
      <Compared
        title={say('day.byTender')}
        rows={kinds.map((kind) => {
          const own = sums.tenders.find((one) => one.kind === kind);
          return {
            key: kind,
            label: say(`tender.${kind}`),
            ours: formatBani(bani((own?.in ?? 0) - (own?.out ?? 0))),
            theirs: theirs(read?.tenders?.find((one) => one.kind === kind)?.total),
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
    readonly ours: string;
    readonly theirs: string;
  }[];
}

function Compared({ title, rows }: ComparedProps) {
  const { say } = useWords();
  return (
    <div>
      <h3 className="day-subtitle">{title}</h3>
      <table className="day-table">
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">{say('day.col.ours')}</th>
            <th scope="col">{say('day.col.theirs')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label, ours, theirs }) => (
            <tr key={key} className={key === 'total' ? 'day-sum' : undefined}>
              <th scope="row">{label}</th>
              <td>{ours}</td>
              <td>{theirs}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
