import { BaseError } from './BaseError.ts';

/**
 * What kinds of error there are, and how each leaves a program: as the status of an HTTP answer, and as the exit code of
 * a command (1 failed, 75 worth another try later; 2, a command used wrongly, is said by the command line itself).
 */
export const ERROR_KINDS = {
  /** What was given is not of the form that was asked for. */
  invalid: { status: 400, exit: 1 },
  /** Whoever asks may not. */
  forbidden: { status: 403, exit: 1 },
  missing: { status: 404, exit: 1 },
  /** What is asked for does not fit what is there already. */
  conflict: { status: 409, exit: 1 },
  tooLarge: { status: 413, exit: 1 },
  /** Well formed, and against a rule. */
  refused: { status: 422, exit: 1 },
  /** Too much at once. */
  busy: { status: 429, exit: 75 },
  /** A fault of our own. */
  internal: { status: 500, exit: 1 },
  /** Somebody who is needed does not answer. */
  unavailable: { status: 503, exit: 75 },
  /** There is no room left on the disk. */
  full: { status: 507, exit: 1 },
} as const;

/** The word for a kind of error. */
export type ErrorKind = keyof typeof ERROR_KINDS;

/** The HTTP status that an error is told with; what is not ours is a fault of our own. */
export function statusOf(error: unknown): (typeof ERROR_KINDS)[ErrorKind]['status'] {
  return ERROR_KINDS[error instanceof BaseError ? error.kind : 'internal'].status;
}

/** The exit code of a command that ended with an error. */
export function exitCodeOf(error: unknown): (typeof ERROR_KINDS)[ErrorKind]['exit'] {
  return ERROR_KINDS[error instanceof BaseError ? error.kind : 'internal'].exit;
}
