import util from 'node:util';
import { describe, expect, it } from 'vitest';
import { requireNative, type TensorFlow } from './load-backend.js';

const native = { marker: 'native' } as unknown as TensorFlow;

function failing(failures: Record<string, unknown>): (name: string) => TensorFlow {
  return (name) => {
    if (name in failures) throw failures[name];
    return native;
  };
}

const absent = Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
const withoutBinding = new Error('The Node.js native addon module (tfjs_binding.node) can not be found at path …\nmore');

describe('requireNative', () => {
  it('takes the GPU package where it loads', () => {
    expect(requireNative(failing({}))).toBe(native);
  });

  it('takes the CPU package where the GPU package is there without its binding', () => {
    expect(requireNative(failing({ '@tensorflow/tfjs-node-gpu': withoutBinding }))).toBe(native);
  });

  it('says of each package why it was passed over', () => {
    const load = failing({ '@tensorflow/tfjs-node-gpu': withoutBinding, '@tensorflow/tfjs-node': absent });
    expect(() => requireNative(load)).toThrow(
      '@tensorflow/tfjs-node-gpu does not load (The Node.js native addon module (tfjs_binding.node) can not be found at path …), @tensorflow/tfjs-node is not installed',
    );
  });

  it('gives back the function that Node 23 took away', () => {
    const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
    const original = legacy.isNullOrUndefined;
    try {
      delete legacy.isNullOrUndefined;
      requireNative(failing({}));
      expect([null, undefined, 0, ''].map((value) => legacy.isNullOrUndefined?.(value))).toEqual([true, true, false, false]);
    } finally {
      if (original !== undefined) legacy.isNullOrUndefined = original;
    }
  });
});
