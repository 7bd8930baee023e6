/** One open request from a peer: its frame, who sent it, and a way to answer with frames. */
export type Exchange = {
  readonly peerId: string;
  readonly request: Uint8Array;
  /** Sends one frame; waits for the peer when it is slow, fails when it stays slow for 10 s. */
  readonly reply: (frame: Uint8Array) => Promise<void>;
  /** Fires when the peer goes away. */
  readonly signal: AbortSignal;
};

export type CallOptions = {
  readonly protocol: string;
  /** The largest reply frame that is read. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  /** Milliseconds to wait for the first and for each following frame. */
  readonly firstFrameMs?: number;
  readonly nextFrameMs?: number;
};

/** Peers: request-reply streams of length-prefixed frames, and signed gossip. */
export type Network = {
  readonly peerId: string;
  readonly multiaddrs: () => readonly string[];
  readonly peers: () => readonly string[];
  readonly connect: (multiaddr: string, options?: { signal?: AbortSignal }) => Promise<void>;
  readonly handle: (
    protocol: string,
    options: { maxBytes: number },
    handler: (exchange: Exchange) => Promise<void>,
  ) => Promise<void>;
  /** Sends one frame to a peer and yields the frames of its answer. @throws PeerUnreachableError, PeerTimeoutError */
  readonly call: (peerId: string, frame: Uint8Array, options: CallOptions) => AsyncIterable<Uint8Array>;
  /** Gives how many peers it was sent to; they send it on. */
  readonly publish: (topic: string, bytes: Uint8Array) => Promise<number>;
  /** `accept` decides before a message is forwarded; refused ones count against the sender. */
  readonly subscribe: (
    topic: string,
    accept: (message: { peerId: string; bytes: Uint8Array }) => Promise<boolean>,
    onMessage: (message: { peerId: string; bytes: Uint8Array }) => void,
  ) => Promise<void>;
};
