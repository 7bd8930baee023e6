import type { ReactNode } from 'react';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'busy';

/** One word about a state; the word itself carries the meaning, the colour repeats it. */
export function Badge({ children, tone = 'plain' }: { readonly children: ReactNode; readonly tone?: Tone }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}
