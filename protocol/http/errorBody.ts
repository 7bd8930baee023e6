import { z } from 'zod';

/** The one form in which a node says no; OpenAI's clients read it. */
export const errorBody = z.object({
  error: z.object({ message: z.string(), type: z.string(), code: z.string() }),
});

/** A refusal as JSON shows it. */
export type ErrorBody = z.infer<typeof errorBody>;
