import type { z } from 'zod';

/** One door of an HTTP surface: what comes in, what goes out, and why it may refuse. */
export type Route = {
  readonly method: 'get' | 'post';
  /** Parameters stand in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  readonly body?: z.ZodType;
  /** The most bytes of its body, where the usual ones are too few. */
  readonly maxBodyBytes?: number;
  readonly answers: Readonly<Record<number, Content>>;
  /** Refusals of this route alone, by status; the ones of every route are added to them. */
  readonly refusals?: Readonly<Record<number, string>>;
};

/** The most bytes of a body, where a route does not say otherwise. */
export const USUAL_BODY_BYTES = 64 * 1024;

/** The most bytes of a question: what fits into a wire message to an expert. */
export const QUESTION_BODY_BYTES = 256 * 1024;

/** What an answer holds, by its media type. */
export type Content = {
  readonly says: string;
  readonly json?: z.ZodType;
  /** What each server-sent event of a streamed answer holds. */
  readonly events?: z.ZodType;
  /** Media type of an answer that is bytes. */
  readonly bytes?: string;
};
