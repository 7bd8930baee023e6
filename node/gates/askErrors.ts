import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Outcome } from './attempt.ts';
import type { Candidate } from './candidate.ts';

/** Nobody in the directory serves the named model; it is never replaced by another. */
export class UnknownModelError extends BaseError {
  override readonly name = 'UnknownModelError';
  override readonly kind = 'missing';
  readonly models: readonly string[];
  constructor(model: string, models: readonly string[]) {
    super('Nobody serves this model.', { values: { model }, hint: `Served now: ${models.join(', ')}.` });
    this.models = models;
  }
}

/** All experts that could be asked failed. */
export class NoAnswerError extends BaseError {
  override readonly name = 'NoAnswerError';
  override readonly kind = 'unavailable';
  constructor(model: string, outcomes: readonly Outcome[]) {
    const reasons = outcomes.map((outcome) => {
      const { expertId } = outcome.ranked.candidate;
      return `${expertId} ${outcome.status === 'failed' ? outcome.reason : outcome.status}`;
    });
    super('No expert could answer.', {
      values: { model, asked: reasons.join(', ') || 'nobody' },
      hint: 'Try again in a few seconds.',
    });
  }
}

/** The named expert exists and does something else. */
export class WrongModelError extends BaseError {
  override readonly name = 'WrongModelError';
  override readonly kind = 'invalid';
  constructor(model: string, able: readonly Candidate['kind'][]) {
    super('This expert does not do this.', { values: { model }, hint: `Name one of kind: ${able.join(', ')}.` });
  }
}
