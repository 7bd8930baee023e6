import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ask } from '../../../client/ask.ts';
import { useCommons } from '../../api/CommonsContext.tsx';

const MAX_TOKENS = 96;
const TEMPERATURE = 0.7;

/** Asks, keeps the text as it streams in, and stops when asked to or when the screen goes. */
export function useAsk() {
  const commons = useCommons();
  const [text, setText] = useState('');
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const mutation = useMutation({
    mutationFn: async (question: { readonly question: string; readonly model: string }) => {
      abort.current?.abort();
      const own = new AbortController();
      abort.current = own;
      setText('');
      const { signal } = own;
      const onText = (piece: string) => setText((now) => now + piece);
      try {
        const options = { ...question, maxTokens: MAX_TOKENS, temperature: TEMPERATURE, signal, onText };
        return (await ask(commons, options)).tilth;
      } catch (error) {
        if (signal.aborted) return null;
        throw error;
      }
    },
  });
  return { mutation, text, stop: () => abort.current?.abort() };
}
