import { REGISTERS } from '../../../protocol/manifest/register.ts';
import { toCid } from '../../ui/toCid.ts';

/** A named figure in a chart, with its earlier value where there is one. */
export type Figure = { readonly label: string; readonly before?: number; readonly value: number };

/** One fact about a step, sorted by how it is best shown. */
export type Fact =
  | { readonly kind: 'text' | 'identifier' | 'content' | 'link'; readonly label: string; readonly value: string }
  | { readonly kind: 'chart'; readonly label: string; readonly figures: readonly Figure[] };

const DEEPEST = 3;

/** Sorts a step's evidence, which is any JSON object, into facts: figures by name become charts. */
export function readEvidence(evidence: unknown): readonly Fact[] {
  return isObject(evidence) ? readObject(evidence, '', 0) : [];
}

function readObject(values: Readonly<Record<string, unknown>>, prefix: string, depth: number): readonly Fact[] {
  return Object.entries(values).flatMap(([key, value]) => readValue(value, `${prefix} ${toWords(key)}`.trim(), depth));
}

function readValue(value: unknown, label: string, depth: number): readonly Fact[] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value === 'string') return [readText(value, label)];
  if (typeof value !== 'object') return [{ kind: 'text', label, value: formatScalar(value) }];
  if (Array.isArray(value)) return readList(value, label, depth);
  const figures = readFigures(value as Readonly<Record<string, unknown>>);
  if (figures) return [{ kind: 'chart', label, figures }];
  return depth < DEEPEST ? readObject(value as Readonly<Record<string, unknown>>, label, depth + 1) : [];
}

function readList(list: readonly unknown[], label: string, depth: number): readonly Fact[] {
  if (list.length === 0) return [];
  if (list.every((item) => typeof item !== 'object' && !isLong(item))) {
    return [{ kind: 'text', label, value: list.map(formatScalar).join(', ') }];
  }
  return list.flatMap((item, i) => readValue(item, list.length > 1 ? `${label} ${i + 1}` : label, depth + 1));
}

function readText(value: string, label: string): Fact {
  if (toCid(value) !== null) return { kind: 'content', label, value };
  if (/^https?:\/\//.test(value)) return { kind: 'link', label, value };
  return { kind: isLong(value) ? 'identifier' : 'text', label, value };
}

/** Hashes, addresses, call data, proposal numbers: too long to read, worth copying. */
function isLong(value: unknown): boolean {
  return (
    typeof value === 'string' && (/^0x[0-9a-f]{40,}$/i.test(value) || /^\d{20,}$/.test(value) || toCid(value) !== null)
  );
}

/** Numbers by name, or { before, after } by name, in the commons' order of registers. Null for anything else. */
function readFigures(values: Readonly<Record<string, unknown>>): readonly Figure[] | null {
  const entries = Object.entries(values);
  if (entries.length < 2) return null;
  const figures = entries.map(([label, value]): Figure | null => {
    if (typeof value === 'number') return { label, value };
    if (!isObject(value) || typeof value.before !== 'number' || typeof value.after !== 'number') return null;
    return { label, before: value.before, value: value.after };
  });
  if (figures.includes(null)) return null;
  const place = (label: string) => {
    const index = (REGISTERS as readonly string[]).indexOf(label);
    return index < 0 ? REGISTERS.length : index;
  };
  return (figures as Figure[]).sort((a, b) => place(a.label) - place(b.label));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function formatScalar(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : String(value);
}

/** `meanLossBefore` reads as "mean loss before", `acceptedMsP99` as "accepted ms p99". */
function toWords(key: string): string {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
}
