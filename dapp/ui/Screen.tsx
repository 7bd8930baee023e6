import type { ReactNode } from 'react';

export type ScreenProps = { readonly title: string; readonly lead: string; readonly children: ReactNode };

/** The frame of one screen: its heading, one plain sentence, its parts. */
export function Screen({ title, lead, children }: ScreenProps) {
  return (
    <div className="stack wide">
      <header className="stack tight">
        <h1>{title}</h1>
        <p className="lead">{lead}</p>
      </header>
      {children}
    </div>
  );
}
