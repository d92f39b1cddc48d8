import { describe, expect, it } from 'vitest';
import { parseIpAddress } from './ip-address.js';

const v6 = (value: bigint) => ({ bits: 128, value });

describe('parseIpAddress', () => {
  it.each([
    ['0.0.0.0', { bits: 32, value: 0n }],
    ['10.1.2.3', { bits: 32, value: 0x0a010203n }],
    ['255.255.255.255', { bits: 32, value: 0xffffffffn }],
    ['::', v6(0n)],
    ['::1', v6(1n)],
    ['2001:db8::', v6(0x20010db8n << 96n)],
    ['1:2:3:4:5:6:7:8', v6(0x00010002000300040005000600070008n)],
    ['1:2:3:4:5:6:7::', v6(0x00010002000300040005000600070000n)],
    ['64:ff9b::10.1.2.3', v6((0x0064ff9bn << 96n) | 0x0a010203n)],
    ['::ffff:10.1.2.3', { bits: 32, value: 0x0a010203n }],
    ['::FFFF:0a01:0203', { bits: 32, value: 0x0a010203n }],
  ])('reads %s', (text, address) => {
    expect(parseIpAddress(text)).toEqual(address);
  });

  it.each([
    '',
    '10.1.2',
    '10.1.2.3.4',
    '10.1.2.256',
    '010.1.2.3',
    '10.1.2.3 ',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::10.1.2.256',
    'fe80::1%eth0',
    '1'.repeat(100),
  ])('refuses %j', (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });
});
