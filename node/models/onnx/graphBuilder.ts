/** The element types we write, with their numbers in the ONNX format. */
export const ELEMENT_TYPES = { float32: 1, int64: 7, bool: 9, float64: 11 } as const;

/** The element type of a tensor. */
export type ElementType = keyof typeof ELEMENT_TYPES;

/** The element types that hold real numbers. */
export type FloatType = 'float32' | 'float64';

/** One dimension: a fixed size, or the name of a size known only at run time. */
export type Dimension = number | string;

const IR_VERSION = 10;
const OPSET = 21;

/** An attribute of a node: an integer, a string, integers, or a float marked as such. */
type Attribute = number | string | readonly number[] | { readonly float: number };

type Attributes = Readonly<Record<string, Attribute>>;

/** Collects the nodes, constants, inputs and outputs of one ONNX model. */
export class GraphBuilder {
  readonly #nodes: ProtobufWriter[] = [];
  readonly #initializers: ProtobufWriter[] = [];
  readonly #inputs: ProtobufWriter[] = [];
  readonly #outputs: ProtobufWriter[] = [];
  readonly #constants = new Map<string, string>();
  #names = 0;

  /** Adds a node with one output and returns the output's name. */
  node(operator: string, inputs: readonly string[], attributes: Attributes = {}, output?: string): string {
    const name = output ?? `${operator}_${this.#names++}`;
    this.#addNode(operator, inputs, attributes, [name]);
    return name;
  }

  /** Splits a tensor into two halves along its last axis. */
  splitHalves(input: string, half: number): readonly [string, string] {
    const first = `Split_${this.#names++}`;
    const second = `Split_${this.#names++}`;
    this.#addNode('Split', [input, this.integers([half, half])], { axis: -1 }, [first, second]);
    return [first, second];
  }

  /** Adds a constant tensor under a name of its own. */
  initializer(name: string, type: ElementType, shape: readonly number[], data: ArrayBufferView): string {
    const proto = new ProtobufWriter();
    for (const size of shape) proto.integer(1, size);
    proto.integer(2, ELEMENT_TYPES[type]).string(8, name);
    proto.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.#initializers.push(proto);
    return name;
  }

  /** Gives a constant list of int64; the same list is stored once. */
  integers(values: readonly number[]): string {
    return this.#constant(`integers:${values}`, 'int64', [values.length], () => BigInt64Array.from(values, BigInt));
  }

  /** Gives a constant int64 without dimensions. */
  integer(value: number): string {
    return this.#constant(`integer:${value}`, 'int64', [], () => BigInt64Array.of(BigInt(value)));
  }

  /** Gives a constant real number without dimensions. */
  scalar(value: number, type: FloatType = 'float32'): string {
    const data = () => (type === 'float64' ? Float64Array.of(value) : Float32Array.of(value));
    return this.#constant(`${type}:${value}`, type, [], data);
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): string {
    this.#inputs.push(encodeValueInfo(name, type, shape));
    return name;
  }

  output(name: string, type: ElementType, shape: readonly Dimension[]): string {
    this.#outputs.push(encodeValueInfo(name, type, shape));
    return name;
  }

  /** Gives the bytes of the finished model file. */
  build(): Uint8Array {
    const graph = new ProtobufWriter();
    for (const node of this.#nodes) graph.message(1, node);
    graph.string(2, 'tilth');
    for (const initializer of this.#initializers) graph.message(5, initializer);
    for (const input of this.#inputs) graph.message(11, input);
    for (const output of this.#outputs) graph.message(12, output);
    const opset = new ProtobufWriter().string(1, '').integer(2, OPSET);
    return new ProtobufWriter().integer(1, IR_VERSION).string(2, 'tilth').message(7, graph).message(8, opset).finish();
  }

  #constant(key: string, type: ElementType, shape: readonly number[], data: () => ArrayBufferView): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.initializer(`constant_${this.#names++}`, type, shape, data());
    this.#constants.set(key, name);
    return name;
  }

  #addNode(operator: string, inputs: readonly string[], attributes: Attributes, outputs: readonly string[]): void {
    const proto = new ProtobufWriter();
    for (const input of inputs) proto.string(1, input);
    for (const output of outputs) proto.string(2, output);
    proto.string(3, `${operator}_${this.#nodes.length}`).string(4, operator);
    for (const [name, value] of Object.entries(attributes)) proto.message(5, encodeAttribute(name, value));
    this.#nodes.push(proto);
  }
}

function encodeAttribute(name: string, value: Attribute): ProtobufWriter {
  const proto = new ProtobufWriter().string(1, name);
  if (typeof value === 'number') return proto.integer(3, value).integer(20, 2);
  if (typeof value === 'string') return proto.string(4, value).integer(20, 3);
  if ('float' in value) return proto.float(2, value.float).integer(20, 1);
  for (const item of value) proto.integer(8, item);
  return proto.integer(20, 7);
}

function encodeValueInfo(name: string, type: ElementType, shape: readonly Dimension[]): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const size of shape) {
    const dimension = new ProtobufWriter();
    dimensions.message(1, typeof size === 'number' ? dimension.integer(1, size) : dimension.string(2, size));
  }
  const tensor = new ProtobufWriter().integer(1, ELEMENT_TYPES[type]).message(2, dimensions);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
}

const textEncoder = new TextEncoder();
const WIRE_VARINT = 0n;
const WIRE_BYTES = 2n;
const WIRE_FLOAT = 5n;

/** Builds one protobuf message, field by field, in the order of the calls. */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  integer(field: number, value: number | bigint): this {
    this.#tag(field, WIRE_VARINT);
    this.#varint(BigInt(value));
    return this;
  }

  float(field: number, value: number): this {
    this.#tag(field, WIRE_FLOAT);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#push(bytes);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, WIRE_BYTES);
    this.#varint(BigInt(value.length));
    this.#push(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, textEncoder.encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    this.#tag(field, WIRE_BYTES);
    this.#varint(BigInt(value.#length));
    for (const part of value.#parts) this.#push(part);
    return this;
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      result.set(part, offset);
      offset += part.length;
    }
    return result;
  }

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  #tag(field: number, wire: bigint): void {
    this.#varint((BigInt(field) << 3n) | wire);
  }

  #varint(value: bigint): void {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, value);
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.#push(Uint8Array.from(bytes));
  }
}
