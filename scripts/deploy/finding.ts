/** One thing that a stranger can check about a deployment. */
export type Finding = {
  readonly area: 'genesis' | 'code' | 'links' | 'rights' | 'timelock' | 'classes' | 'deployer' | 'settings';
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  readonly ok: boolean;
};

/** Compares two values as they print. */
export function compare(area: Finding['area'], subject: string, expected: unknown, found: unknown): Finding {
  const [left, right] = [toText(expected), toText(found)];
  return { area, subject, expected: left, found: right, ok: left.toLowerCase() === right.toLowerCase() };
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? 'nothing';
}
