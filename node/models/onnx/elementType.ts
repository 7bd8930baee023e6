/** The element types we write, with their numbers in the ONNX format. */
export const ELEMENT_TYPES = { float32: 1, int64: 7, bool: 9, float64: 11 } as const;

/** The element type of a tensor. */
export type ElementType = keyof typeof ELEMENT_TYPES;

/** The element types that hold real numbers. */
export type FloatType = 'float32' | 'float64';

/** One dimension: a fixed size, or the name of a size known only at run time. */
export type Dimension = number | string;
