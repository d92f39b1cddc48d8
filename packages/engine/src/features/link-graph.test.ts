import { expect, it } from 'vitest';
import { LinkGraph } from './link-graph.js';

const read = (graph: LinkGraph, node: string, measure: 'size' | 'growth' | 'fraudShare' = 'size', atMs = 100) =>
  graph.read({ group: '', node, measure, windowMs: 50 }, atMs);

it('takes no more nodes than it may, and says nothing of those', () => {
  const graph = new LinkGraph({ hubLinks: 5, maxNodes: 2 });
  expect(read(graph, 'user:c')).toBe(0);
  graph.join(['user:a', 'device:1'], 1);
  graph.join(['user:a', 'device:2'], 2);
  graph.join(['user:c'], 3);
  expect(graph.stats).toEqual({ nodes: 2, hubs: 0, refusedNodes: 2 });
  expect(read(graph, 'user:a')).toBe(2);
  expect(read(graph, 'user:c')).toBeUndefined();
});

it('keeps the number of members right through thousands of joins', () => {
  const graph = new LinkGraph({ hubLinks: 3, maxNodes: 1e6 });
  for (let user = 0; user < 4000; user += 1) graph.join([`user:${user}`, `device:${user >> 1}`], user);
  for (let user = 0; user < 3999; user += 2) graph.join([`user:${user}`, `device:${(user >> 1) + 1}`], 5000);
  expect(read(graph, 'user:0')).toBe(6001);
  expect(read(graph, 'user:3999', 'growth', 3999)).toBe(50 + 25);
});

it('knows a hub with many neighbours', () => {
  const graph = new LinkGraph({ hubLinks: 40, maxNodes: 1000 });
  for (let user = 0; user < 60; user += 1) graph.join([`user:${user}`, 'ip:1'], user);
  expect(graph.stats).toMatchObject({ nodes: 61, hubs: 1 });
  expect(read(graph, 'ip:1')).toBe(41);
  expect(read(graph, 'user:50')).toBe(1);
});

it('moves a member that is met with an earlier time', () => {
  const graph = new LinkGraph({ hubLinks: 5, maxNodes: 10 });
  graph.join(['user:a', 'device:1'], 90);
  expect(read(graph, 'user:a', 'growth')).toBe(2);
  graph.join(['user:a'], 40);
  expect(read(graph, 'user:a', 'growth')).toBe(1);
});
