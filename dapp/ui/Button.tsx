import type { ReactNode } from 'react';

export type ButtonProps = {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  /** Shows that the press is being worked on, and refuses a second one. */
  readonly busy?: boolean;
};

/** A button; at most one primary button stands on a card. */
export function Button({ children, onClick, kind = 'plain', type = 'button', disabled, busy }: ButtonProps) {
  return (
    <button type={type} className={kind} onClick={onClick} disabled={disabled || busy} aria-busy={busy ?? false}>
      {children}
    </button>
  );
}
