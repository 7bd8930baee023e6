import { z } from 'zod';

/** The word for a kind of expert. It is open: whoever does not know a kind leaves its experts alone. */
export const expertKind = z.string().regex(/^[a-z][a-z-]{0,29}$/);
