/** As wide as the formatter lets a line be. */
const WIDTH = 120;

/** JSON as the formatter wants it: objects over several lines, lists of plain values on one where they fit. */
export function printed(value: unknown, indent = '', before = 0): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => printed(item, inner));
    const line = `[${items.join(', ')}]`;
    if (!line.includes('\n') && indent.length + before + line.length < WIDTH) return line;
    return `[\n${items.map((item) => inner + item).join(',\n')}\n${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, one]) => {
    const name = `${JSON.stringify(key)}: `;
    return inner + name + printed(one, inner, name.length);
  });
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
