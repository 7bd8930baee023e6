import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { DecoderConfig } from '../models/decoder/parameters.ts';
import { type DecodedToken, type DecodeRequest, decode, type ForwardResult, forward } from './decodeLoop.ts';
import { createSession } from './session.ts';

/** What the worker is started with. */
export type WorkerInput = { readonly model: Uint8Array; readonly config: DecoderConfig; readonly threads: number };

/** What a decoder can be asked. */
export type WorkerQuestion =
  | ({ readonly kind: 'generate' } & DecodeRequest)
  | ({ readonly kind: 'forward' } & Pick<DecodeRequest, 'tokens' | 'lora'>);

/** A question, with the port on which its answers go back and any message back means stop. */
export type WorkerRequest = { readonly port: MessagePort; readonly question: WorkerQuestion };

/** What comes back on a request's port before it closes. */
export type WorkerAnswer =
  | { readonly kind: 'token'; readonly value: DecodedToken }
  | { readonly kind: 'forward'; readonly value: ForwardResult }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'done' };

const { model, config, threads } = workerData as WorkerInput;
const loading = createSession(model, { threads });
// One request at a time: runs on one session do not gain from overlapping.
let queue: Promise<unknown> = loading.then(() => parentPort?.postMessage('ready'));

let isClosing = false;
parentPort?.on('message', (message: WorkerRequest | 'close') => {
  if (message === 'close') {
    isClosing = true;
    // The library aborts the whole process when a thread ends under one of its runs.
    queue = queue.finally(() => process.exit());
    return;
  }
  const { port, question } = message;
  let isStopped = false;
  const stop = () => {
    isStopped = true;
  };
  port.on('message', stop).on('close', stop);
  queue = queue.then(() => answer(question, { port, isStopped: () => isStopped || isClosing }));
});

async function answer(
  question: WorkerQuestion,
  { port, isStopped }: { readonly port: MessagePort; readonly isStopped: () => boolean },
): Promise<void> {
  const send = (value: WorkerAnswer) => port.postMessage(value);
  try {
    if (isStopped()) return;
    const session = await loading;
    if (question.kind === 'forward') send({ kind: 'forward', value: await forward(session, config, question) });
    else {
      for await (const value of decode(session, config, question)) {
        if (isStopped()) return;
        send({ kind: 'token', value });
      }
    }
    send({ kind: 'done' });
  } catch (error) {
    send({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  } finally {
    port.close();
  }
}
