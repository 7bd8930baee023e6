import type { ReactNode } from 'react';

export type CardProps = { readonly children: ReactNode; readonly title?: string; readonly aside?: ReactNode };

/** A framed part of a screen. */
export function Card({ children, title, aside }: CardProps) {
  return (
    <section className="card stack">
      {title && (
        <div className="row apart">
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
