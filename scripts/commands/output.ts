/** Writes a result: one JSON object for machines, or `key: value` lines for people. */
export function print(result: Readonly<Record<string, unknown>>, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  for (const [key, value] of Object.entries(result)) process.stdout.write(`${key}: ${text(value)}\n`);
}
