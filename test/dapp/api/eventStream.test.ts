import { expect } from 'chai';
import fc from 'fast-check';
import { readEventStream } from '../../../dapp/api/eventStream.ts';

async function collect(chunks: readonly Uint8Array[]): Promise<string[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const found: string[] = [];
  for await (const data of readEventStream(body)) found.push(data);
  return found;
}

const encode = (text: string) => new TextEncoder().encode(text);

describe('dapp readEventStream', () => {
  it('reads events whatever the chunks are, also within a character', async () => {
    const bytes = encode('data: {"a":"é"}\n\n: alive\n\ndata: two\ndata: lines\r\n\r\ndata: [DONE]\n\n');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
        const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
        expect(await collect(chunks)).to.deep.equal(['{"a":"é"}', 'two\nlines', '[DONE]']);
      }),
    );
  });

  it('gives an event that the server did not close', async () => {
    expect(await collect([encode('data: last')])).to.deep.equal(['last']);
  });
});
