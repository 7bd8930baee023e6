import { CopyButton } from './CopyButton.tsx';
import { shorten } from './shorten.ts';

export type IdentifierProps = {
  readonly value: string;
  /** What it is, for the copy button: "transaction", "receipt". */
  readonly what: string;
  readonly href?: string | undefined;
};

/** A hash, CID or address: shortened, whole on hover, with a copy button and maybe a link. */
export function Identifier({ value, what, href }: IdentifierProps) {
  return (
    <span className="row" style={{ gap: '0.3rem', display: 'inline-flex', flexWrap: 'nowrap' }}>
      {href ? (
        <a className="mono" href={href} target="_blank" rel="noreferrer" title={value}>
          {shorten(value)}
        </a>
      ) : (
        <span className="mono" title={value}>
          {shorten(value)}
        </span>
      )}
      <CopyButton value={value} what={what} />
    </span>
  );
}
