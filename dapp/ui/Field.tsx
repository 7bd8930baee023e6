import { type ReactNode, useId } from 'react';

export type FieldProps = {
  readonly label: string;
  readonly hint?: string;
  /** Receives the ids that tie the control to its label and hint. */
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby': string | undefined }) => ReactNode;
};

/** A labelled control. */
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <span className="hint" id={hintId}>
          {hint}
        </span>
      )}
      {children({ id, 'aria-describedby': hint ? hintId : undefined })}
    </div>
  );
}
