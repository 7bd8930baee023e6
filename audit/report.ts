import { BaseError } from '../protocol/errors/BaseError.ts';

export type AuditCheck = {
  /** What was checked; of a difference, its place. */
  readonly name: string;
  /** False for the one that failed, null for what was not checked. */
  readonly ok: boolean | null;
  readonly detail: string;
  /** Of a difference: what comes out, and what was claimed. */
  readonly expected?: string;
  readonly found?: string;
};

/** What an audit found: every check up to the first that failed. */
export type AuditReport = {
  readonly ok: boolean;
  /** What agrees, in words that never say more than was checked; or the first difference. */
  readonly reason: string;
  readonly checks: readonly AuditCheck[];
};

/** Notes checks until the first one that fails. */
export type Ledger = {
  readonly note: (name: string, detail: string) => void;
  /** Notes what nobody looked at, and why. */
  readonly skip: (name: string, why: string) => void;
  /** Notes that two values agree. @throws DifferenceError */
  readonly expectEqual: (name: string, values: { readonly expected: unknown; readonly found: unknown }) => void;
};

/** Runs an audit, which gives in words what it found to agree, and reports; whatever it throws becomes the difference. */
export async function writeReport(audit: (ledger: Ledger) => Promise<string>): Promise<AuditReport> {
  const checks: AuditCheck[] = [];
  const note = (name: string, detail: string) => void checks.push({ name, ok: true, detail });
  const skip = (name: string, detail: string) => void checks.push({ name, ok: null, detail });
  const expectEqual: Ledger['expectEqual'] = (name, { expected, found }) => {
    if (String(expected) !== String(found)) throw new DifferenceError(name, String(expected), String(found));
    note(name, String(found));
  };
  try {
    return { ok: true, reason: await audit({ note, skip, expectEqual }), checks };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isDifference = error instanceof DifferenceError;
    const place = isDifference ? { name: error.subject, ...error.sides } : { name: error.name };
    checks.push({ ...place, ok: false, detail: error.message });
    return { ok: false, reason: error.message, checks };
  }
}

/** What was claimed is not what comes out. */
export class DifferenceError extends BaseError {
  override readonly name = 'DifferenceError';
  override readonly kind = 'conflict';
  readonly subject: string;
  readonly sides: { readonly expected: string; readonly found: string };
  constructor(subject: string, expected: string, found: string) {
    super(`Different: ${subject}.`, { values: { expected, found } });
    this.subject = subject;
    this.sides = { expected, found };
  }
}
