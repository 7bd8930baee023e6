type Bar = {
  readonly label: string;
  readonly before?: number | undefined;
  readonly value: number;
};

export type BarChartProps = {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly format: (value: number) => string;
  /** The value that fills the width; the largest shown value when left out. */
  readonly maximum?: number;
  /** Names of the two series when `before` is given. */
  readonly legend?: readonly [before: string, after: string];
};

/** Horizontal bars, one per label, with an optional earlier value above each; every figure also stands as text. */
export function BarChart({ title, bars, format, maximum, legend }: BarChartProps) {
  const top = maximum ?? Math.max(...bars.flatMap((bar) => [bar.value, bar.before ?? 0]), Number.MIN_VALUE);
  const width = (value: number) => `${Math.max(0, Math.min(100, (100 * value) / top))}%`;
  return (
    <figure style={{ margin: 0 }} className="stack tight">
      <figcaption className="row apart">
        <strong className="small">{title}</strong>
        {legend && (
          <span className="legend">
            <span className="before">{legend[0]}</span>
            <span>{legend[1]}</span>
          </span>
        )}
      </figcaption>
      <dl className="bars">
        {bars.map(({ label, before, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="bar-track" aria-hidden="true">
              {before !== undefined && (
                <div className="bar before">
                  <span style={{ width: width(before) }} />
                </div>
              )}
              <div className="bar">
                <span style={{ width: width(value) }} />
              </div>
            </dd>
            <dd className="value">
              {before !== undefined && <span className="soft">{format(before)} → </span>}
              {format(value)}
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}
