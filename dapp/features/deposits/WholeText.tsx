import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useRef } from 'react';
import { readText } from '../../../client/readText.ts';
import { Button } from '../../ui/Button.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { useActing } from '../../wallet/useActing.ts';

export type WholeTextProps = { readonly id: string; readonly isPublic: boolean };

/** Shows a deposit's text: a public one as anyone may read it, another after its contributor signed for it. */
export function WholeText({ id, isPublic }: WholeTextProps) {
  const acting = useActing();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const read = useMutation({ mutationFn: () => readText(acting, { id, asContributor: !isPublic }) });
  useEffect(() => {
    if (read.data !== undefined) dialog.current?.showModal();
  }, [read.data]);
  return (
    <>
      <Button busy={read.isPending} onClick={() => read.mutate()}>
        Read it
      </Button>
      {read.error && <Failure error={read.error} />}
      <dialog ref={dialog} aria-labelledby={heading} onClose={() => read.reset()}>
        <div className="stack">
          <h2 id={heading}>The text</h2>
          <p style={{ whiteSpace: 'pre-wrap' }}>{read.data}</p>
          <div>
            <Button onClick={() => dialog.current?.close()}>Close</Button>
          </div>
        </div>
      </dialog>
    </>
  );
}
