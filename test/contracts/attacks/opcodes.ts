import type { Hex } from 'viem';

const JUMPDEST = 0x5b;
const PUSH1 = 0x60;
const PUSH32 = 0x7f;
/** STOP, JUMP, RETURN, REVERT, INVALID: what follows runs only where somebody jumps to. */
const ENDS = new Set([0x00, 0x56, 0xf3, 0xfd, 0xfe]);

/** The opcodes that deployed code can run: without the data of pushes, the compiler's metadata and data behind an end. */
export function readOpcodes(code: Hex): ReadonlySet<number> {
  const bytes = Buffer.from(code.slice(2), 'hex');
  const end = bytes.length - 2 - bytes.readUInt16BE(bytes.length - 2);
  const found = new Set<number>();
  let reached = true;
  for (let at = 0; at < end; at += 1) {
    const opcode = bytes[at] as number;
    reached ||= opcode === JUMPDEST;
    if (!reached) continue;
    found.add(opcode);
    if (opcode >= PUSH1 && opcode <= PUSH32) at += opcode - PUSH1 + 1;
    if (ENDS.has(opcode)) reached = false;
  }
  return found;
}
