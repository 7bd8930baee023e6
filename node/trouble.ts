/** Told of what went wrong without ending the node: a fixed sentence, and the cause. Never keys, never people's texts. */
export type OnTrouble = (trouble: { readonly message: string; readonly cause: unknown }) => void;
