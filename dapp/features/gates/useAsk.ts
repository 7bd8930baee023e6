import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useConfiguration } from '../../api/ConfigurationContext.tsx';
import { tryGates } from '../../api/tryGates.ts';
import { askGate } from './askGate.ts';

const MAX_TOKENS = 96;

/** Asks, keeps the text as it streams in, and stops when asked to or when the screen goes. */
export function useAsk() {
  const { apiUrls } = useConfiguration();
  const [text, setText] = useState('');
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const mutation = useMutation({
    mutationFn: async ({ question, model }: { readonly question: string; readonly model: string }) => {
      abort.current?.abort();
      const own = new AbortController();
      abort.current = own;
      setText('');
      const { signal } = own;
      const onText = (piece: string) => setText((now) => now + piece);
      try {
        return await tryGates(apiUrls, (api) =>
          askGate({ api, question, model, maxTokens: MAX_TOKENS, signal, onText }),
        );
      } catch (error) {
        if (signal.aborted) return null;
        throw error;
      }
    },
  });
  return { mutation, text, stop: () => abort.current?.abort() };
}
