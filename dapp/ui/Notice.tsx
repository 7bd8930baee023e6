import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { describeError } from './describeError.ts';

/** Says that something is on its way. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="notice soft" role="status">
      Loading {what}…
    </p>
  );
}

/** Says that there is nothing here, and what would bring something. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <div className="notice soft">{children}</div>;
}

export type FailureProps = { readonly error: unknown; readonly onRetry?: (() => void) | undefined };

/** Says what went wrong, read out by screen readers at once. */
export function Failure({ error, onRetry }: FailureProps) {
  const { sentence, hint } = describeError(error);
  return (
    <div className="notice error stack tight" role="alert">
      <strong className="break">{sentence}</strong>
      {hint && <span>{hint}</span>}
      {onRetry && (
        <div>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      )}
    </div>
  );
}
