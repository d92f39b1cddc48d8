import { describe, expect, it } from 'vitest';
import { requireOnnxRuntime, type OnnxRuntime } from './load-onnxruntime.js';

function failing(message: string, code?: string): () => OnnxRuntime {
  return () => {
    throw Object.assign(new Error(message), code === undefined ? {} : { code });
  };
}

describe('requireOnnxRuntime', () => {
  it('takes the package where it loads', () => {
    const runtime = { marker: 'onnx' } as unknown as OnnxRuntime;
    expect(requireOnnxRuntime(() => runtime)).toBe(runtime);
  });

  it.each([
    [
      'is not installed',
      failing("Cannot find module 'onnxruntime-node'", 'MODULE_NOT_FOUND'),
      /onnxruntime-node is not installed \(npm install/,
    ],
    [
      'has no binary for this platform',
      failing("Cannot find module '../bin/napi-v6/sunos/sparc/onnxruntime_binding.node'\nRequire stack", 'MODULE_NOT_FOUND'),
      /onnxruntime-node has no binary for \w+\/\w+ \(Cannot find module [^\n]*\)$/,
    ],
    ['does not load', failing('libstdc++.so.6: version `GLIBCXX_3.4.30’ not found'), /onnxruntime-node does not load \(libstdc\+\+/],
  ])('says so where it %s', (_, load, reason) => {
    expect(() => requireOnnxRuntime(load)).toThrow(reason);
  });
});
