/** One month's heights in a picture, from 0 on. */
export interface Column {
  readonly key: string;
  /** Said where somebody points at it. */
  readonly said: string;
  readonly solid: number;
  /** Beside the solid one, drawn as an outline, so that a grey print tells them apart; null: none. */
  readonly outlined: number | null;
}

const HEIGHT = 100;
const STEP = 12;

/** Bars of the months, in reading order; the largest fills the height. What they mean stands in words around them. */
export function Bars({ columns, label }: { readonly columns: readonly Column[]; readonly label: string }) {
  const most = Math.max(1, ...columns.flatMap(({ solid, outlined }) => [solid, outlined ?? 0]));
  const height = (value: number): number => (HEIGHT * Math.max(0, value)) / most;
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
          <rect
            className="report-solid"
            x={i * STEP + 1}
            y={HEIGHT - height(solid)}
            width={outlined === null ? 10 : 5}
            height={height(solid)}
          />
          {outlined === null ? null : (
            <rect
              className="report-outlined"
              x={i * STEP + 6}
              y={HEIGHT - height(outlined)}
              width={5}
              height={height(outlined)}
            />
          )}
        </g>
      ))}
    </svg>
  );
}
