import { readFileSync } from 'node:fs';
import type { PodServer } from '../../kit/pod-servers.ts';

/** Resident memory in megabytes. */
export function memoryOf(server: PodServer): number {
  const status = readFileSync(`/proc/${server.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}
