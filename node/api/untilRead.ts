/** The same bytes; tells when they were read, or when nobody reads them any more, or not for so long. */
export function untilRead(
  body: ReadableStream<Uint8Array>,
  done: () => void,
  stallMs: number,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let stalled: NodeJS.Timeout | undefined;
  const giveUp = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const cause = new Error('The answer was not read.');
    done();
    controller.error(cause);
    reader.cancel(cause).catch(() => {});
  };
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      clearTimeout(stalled);
      try {
        const { value, done: isOver } = await reader.read();
        if (!isOver) {
          stalled = setTimeout(giveUp, stallMs, controller);
          return controller.enqueue(value);
        }
        done();
        controller.close();
      } catch (error) {
        done();
        controller.error(error);
      }
    },
    cancel: async (reason) => {
      clearTimeout(stalled);
      done();
      await reader.cancel(reason);
    },
  });
}
