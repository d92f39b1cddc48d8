/** An IP address: its number, and how many bits it has. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

const MAPPED = 0xffffn;

/** Reads an IPv4 or IPv6 address (RFC 4291, section 2.2); undefined when it is none. An IPv4 address written as IPv6 is an IPv4 address. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (!text.includes(':')) return parseIpv4(text);
  const value = parseIpv6(text);
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value };
}

function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  // A leading 0 is refused: some read such a part as octal.
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return { bits: 32, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

function parseIpv6(text: string): bigint | undefined {
  if (text.length > 45) return undefined;
  const [head = '', tail, ...others] = text.split('::');
  if (others.length > 0) return undefined;
  const [before, after] = [groupsOf(head), tail === undefined ? [] : groupsOf(tail)];
  if (before === undefined || after === undefined) return undefined;
  const left = 8 - before.length - after.length;
  if (tail === undefined ? left !== 0 : left < 1) return undefined;
  return [...before, ...Array.from({ length: left }, () => 0n), ...after].reduce((value, group) => (value << 16n) | group, 0n);
}

/** Groups of 16 bits; the last two may be written as IPv4. */
function groupsOf(text: string): readonly bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parseIpv4(parts.at(-1) ?? '');
  const plain = last === undefined ? parts : parts.slice(0, -1);
  if (!plain.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return undefined;
  const groups = plain.map((part) => BigInt(`0x${part}`));
  return last === undefined ? groups : [...groups, last.value >> 16n, last.value & 0xffffn];
}
