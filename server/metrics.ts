/** Counters in the text form that Prometheus reads. Few enough to be written by hand. */

/** Upper bounds of the latency histogram, in seconds. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export class Metrics {
  readonly #counters = new Map<string, { help: string; values: Map<string, number> }>();
  readonly #latency = new Map<string, { counts: number[]; sum: number; count: number }>();

  /** Adds to a counter, by its labels. */
  count(name: string, help: string, labels: Readonly<Record<string, string>> = {}, by = 1): void {
    const counter = this.#counters.get(name) ?? { help, values: new Map<string, number>() };
    this.#counters.set(name, counter);
    const key = labelled(labels);
    counter.values.set(key, (counter.values.get(key) ?? 0) + by);
  }

  /** One answered request. */
  observe(route: string, ms: number): void {
    const seen = this.#latency.get(route) ?? { counts: BUCKETS_S.map(() => 0), sum: 0, count: 0 };
    this.#latency.set(route, seen);
    BUCKETS_S.forEach((bound, i) => {
      if (ms / 1000 <= bound) seen.counts[i] = (seen.counts[i] ?? 0) + 1;
    });
    seen.sum += ms / 1000;
    seen.count++;
  }

  /** Everything as text; `gauges` are what is true now. */
  text(gauges: Readonly<Record<string, { readonly help: string; readonly value: number }>>): string {
    const lines: string[] = [];
    for (const [name, { help, values }] of this.#counters) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
      for (const [labels, value] of values) lines.push(`${name}${labels} ${value}`);
    }
    for (const [name, { help, value }] of Object.entries(gauges)) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`);
    }
    const name = 'loial_request_seconds';
    lines.push(`# HELP ${name} Time to answer, by route.`, `# TYPE ${name} histogram`);
    for (const [route, { counts, sum, count }] of this.#latency) {
      BUCKETS_S.forEach((bound, i) => {
        lines.push(`${name}_bucket${labelled({ route, le: String(bound) })} ${counts[i] ?? 0}`);
      });
      lines.push(`${name}_bucket${labelled({ route, le: '+Inf' })} ${count}`);
      lines.push(`${name}_sum${labelled({ route })} ${sum}`, `${name}_count${labelled({ route })} ${count}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const all = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, '_')}"`);
  return all.length === 0 ? '' : `{${all.join(',')}}`;
}
