/** One month's heights in a picture, from 0 on. */
export interface Column {
  readonly key: string;
  /** Said where somebody points at it. */
  readonly said: string;
  /** Null: nothing is known of it, and nothing is drawn. */
  readonly solid: number | null;
  /** Beside the solid one, drawn as an outline, so that a grey print tells them apart; null: none. */
  readonly outlined: number | null;
}

const HEIGHT = 100;
const STEP = 12;

/** Bars of the months, in reading order; all of them fill the height, over and under a line at 0. What they mean stands in words around them. */
export function Bars({ columns, label }: { readonly columns: readonly Column[]; readonly label: string }) {
  const values = columns.flatMap(({ solid, outlined }) => [solid ?? 0, outlined ?? 0]);
  const [most, least] = [Math.max(0, ...values), Math.min(0, ...values)];
  const height = (value: number): number => (HEIGHT * Math.abs(value)) / Math.max(1, most - least);
  const zero = height(most);
  const bar = (value: number): { readonly y: number; readonly height: number } => {
    return { y: value > 0 ? zero - height(value) : zero, height: height(value) };
  };
  return (
    <svg
      className="report-bars"
      viewBox={`0 0 ${STEP * columns.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {columns.map(({ key, said, solid, outlined }, i) => (
        <g key={key}>
          <title>{said}</title>
          {solid === null ? null : (
            <rect className="report-solid" x={i * STEP + 1} width={outlined === null ? 10 : 5} {...bar(solid)} />
          )}
          {outlined === null ? null : (
            <rect className="report-outlined" x={i * STEP + 6} width={5} {...bar(outlined)} />
          )}
        </g>
      ))}
      {least < 0 ? <line className="report-zero" x1={0} x2={STEP * columns.length} y1={zero} y2={zero} /> : null}
    </svg>
  );
}
