import type { ErrorKind } from './kinds.ts';

/** Details that every Tilth error carries beside its sentence. */
export type ErrorDetails = {
  /** The offending values, by name. Never keys, never people's texts. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** What the reader can do next. */
  readonly hint?: string;
  readonly cause?: unknown;
};

/** Root of all errors that we throw: a short sentence, the values, the cause, and what to do next. */
export class BaseError extends Error {
  override readonly name: string = 'BaseError';
  /** What sort of failure it is; `kinds.ts` says how each leaves a program. */
  readonly kind: ErrorKind = 'internal';
  readonly values: Readonly<Record<string, unknown>>;
  readonly hint: string | undefined;

  constructor(sentence: string, details: ErrorDetails = {}) {
    const values = details.values ?? {};
    const shown = Object.entries(values).map(([key, value]) => `${key}: ${String(value)}`);
    const lines = [
      sentence,
      ...(shown.length > 0 ? [`(${shown.join(', ')})`] : []),
      ...(details.hint ? [details.hint] : []),
    ];
    super(lines.join(' '), details.cause === undefined ? {} : { cause: details.cause });
    this.values = values;
    this.hint = details.hint;
  }

  /** Gives the first error along the causes that fits, this one first; without a test, the innermost. */
  walk(fits?: (error: unknown) => boolean): unknown {
    let error: unknown = this;
    for (;;) {
      if (fits?.(error)) return error;
      const cause = error instanceof Error ? error.cause : undefined;
      if (cause === undefined || cause === null) return fits ? null : error;
      error = cause;
    }
  }
}
