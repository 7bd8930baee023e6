import { type ChangeEvent, type DragEvent, useState } from 'react';
import { MAX_TEXT_BYTES, TextRefusedError } from '../../../protocol/manifest/text.ts';
import { Field } from '../../ui/Field.tsx';
import { Failure } from '../../ui/Notice.tsx';

export type TextInputProps = {
  readonly value: string;
  readonly onChange: (text: string) => void;
};

/** A box to write or paste a text into; a file may be dropped on it or chosen. */
export function TextInput({ value, onChange }: TextInputProps) {
  const [dropping, setDropping] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    try {
      onChange(await readTextFile(file));
      setError(null);
    } catch (cause) {
      setError(cause);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setDropping(false);
    void take(event.dataTransfer.files[0]);
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => void take(event.target.files?.[0]);
  const bytes = new TextEncoder().encode(value).byteLength;
  return (
    <div className="stack tight">
      <Field label="Text" hint="Write, paste, or drop a text file here. It is encrypted before it leaves this page.">
        {(ids) => (
          <textarea
            {...ids}
            className={dropping ? 'dropping' : ''}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onDragOver={(event) => {
              event.preventDefault();
              setDropping(true);
            }}
            onDragLeave={() => setDropping(false)}
            onDrop={drop}
          />
        )}
      </Field>
      <div className="row apart small soft">
        <label>
          Or choose a file: <input type="file" accept=".txt,.md,text/*" onChange={choose} />
        </label>
        <span>
          {bytes} {bytes === 1 ? 'byte' : 'bytes'}
        </span>
      </div>
      {error !== null && <Failure error={error} />}
    </div>
  );
}

async function readTextFile(file: File): Promise<string> {
  if (file.size > MAX_TEXT_BYTES) {
    throw new TextRefusedError('The file is too large.', { bytes: file.size, limit: MAX_TEXT_BYTES });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch (cause) {
    throw new TextRefusedError('The file is not UTF-8 text.', { name: file.name }, cause);
  }
}
