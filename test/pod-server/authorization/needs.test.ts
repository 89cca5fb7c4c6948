import { describe, expect, test } from 'vitest';
import { APPEND, READ, WRITE } from '../../../pod-server/authorization/modes.ts';
import { needsOf } from '../../../pod-server/authorization/needs.ts';

describe('what an operation needs', () => {
  test('to read is Read on the resource, and to ask for the options is nothing', () => {
    const need = [{ path: '/a/b', modes: READ }];

    expect(needsOf({ method: 'GET', path: '/a/b', exists: true })).toEqual(need);
    expect(needsOf({ method: 'HEAD', path: '/a/b', exists: false })).toEqual(need);
    expect(needsOf({ method: 'OPTIONS', path: '/a/b', exists: false })).toEqual([]);
  });

  test('to replace is Write on the resource alone', () => {
    expect(needsOf({ method: 'PUT', path: '/a/b', exists: true })).toEqual([
      { path: '/a/b', modes: WRITE },
    ]);
  });

  test('to create by PUT is Write on the new resource and Append on its container', () => {
    expect(needsOf({ method: 'PUT', path: '/a/b', exists: false })).toEqual([
      { path: '/a/b', modes: WRITE },
      { path: '/a/', modes: APPEND },
    ]);
  });

  test('to create with containers in between is Append on each and on the nearest that exists', () => {
    const missingContainers = ['/a/b/c/', '/a/b/'];

    const needs = needsOf({ method: 'PUT', path: '/a/b/c/d', exists: false, missingContainers });

    expect(needs).toEqual([
      { path: '/a/b/c/d', modes: WRITE },
      { path: '/a/b/c/', modes: APPEND },
      { path: '/a/b/', modes: APPEND },
      { path: '/a/', modes: APPEND },
    ]);
  });

  test('to post is Append on the container, which is all that an inbox gives', () => {
    expect(needsOf({ method: 'POST', path: '/inbox/', exists: true })).toEqual([
      { path: '/inbox/', modes: APPEND },
    ]);
  });

  test('to patch is what the patch needs, and Append on the container when it creates', () => {
    const patchNeeds = READ | APPEND;

    expect(needsOf({ method: 'PATCH', path: '/a', exists: true, patchNeeds })).toEqual([
      { path: '/a', modes: patchNeeds },
    ]);
    expect(needsOf({ method: 'PATCH', path: '/a', exists: false, patchNeeds: APPEND })).toEqual([
      { path: '/a', modes: APPEND },
      { path: '/', modes: APPEND },
    ]);
    expect(needsOf({ method: 'PATCH', path: '/a', exists: true })).toEqual([
      { path: '/a', modes: WRITE },
    ]);
  });

  test('to delete is Write on the resource and on its container', () => {
    expect(needsOf({ method: 'DELETE', path: '/a/b/', exists: true })).toEqual([
      { path: '/a/b/', modes: WRITE },
      { path: '/a/', modes: WRITE },
    ]);
    expect(needsOf({ method: 'DELETE', path: '/', exists: true })).toEqual([
      { path: '/', modes: WRITE },
    ]);
  });

  test('on access rules and descriptions never asks the container', () => {
    for (const path of ['/a/b.acl', '/a/b.meta', '/a/.acl'])
      for (const method of ['PUT', 'DELETE'] as const)
        expect(needsOf({ method, path, exists: false })).toEqual([{ path, modes: WRITE }]);
  });
});
