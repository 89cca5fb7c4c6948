import { expect, test } from 'vitest';
import { ancestorsOf, nameOf, parentOf, subjectOf } from '../../../pod-server/storage/paths.ts';

test('what an auxiliary belongs to is told by its name, and all else belongs to itself', () => {
  expect(subjectOf('/box/a.acl')).toBe('/box/a');
  expect(subjectOf('/box/.meta')).toBe('/box/');
  expect(subjectOf('/box/a.meta.acl')).toBe('/box/a.meta');
  expect(subjectOf('/box/a')).toBe('/box/a');
});

test('every path but the root lies in a container', () => {
  expect(ancestorsOf('/box/sub/a')).toEqual(['/box/sub/', '/box/', '/']);
  expect(parentOf('/')).toBeUndefined();
  expect(nameOf('/box/sub/')).toBe('sub');
});
