import { createHmac, randomUUID } from 'node:crypto';
import { createFaultSwitches, type FaultSwitches } from '../../kit/sandbox/faults.ts';
import { openKept } from '../../kit/sandbox/kept-file.ts';
import type { Fault } from './faults.ts';
import type { Line } from './lines.ts';

interface Grant {
  readonly token: string;
  readonly lineId: string;
  /** Seconds since 1970. */
  readonly ends: number;
}

interface Remembered {
  readonly secret: string;
  readonly grants: readonly Grant[];
  /** The lines whose holders asked Orange to hand over their positions. */
  readonly located: readonly string[];
}

/** What the simulation remembers; with a folder it remembers it over a restart, but for the faults. */
export interface SandboxState {
  readonly switches: FaultSwitches<Fault>;
  /** A token for one line, in which its kind is told. */
  grant(line: Line, now: Date): string;
  lineOf(token: string, now: Date): string | undefined;
  hasGrant(lineId: string): boolean;
  isLocated(lineId: string): boolean;
  setLocated(lineId: string, located: boolean): void;
}

const TOKEN_SECONDS = 365 * 86_400;

export function openState(folder: string | undefined): SandboxState {
  const first: Remembered = { secret: randomUUID(), grants: [], located: [] };
  const kept = openKept(folder, 'orange-sandbox', first);
  const switches = createFaultSwitches<Fault>();
  const seconds = (now: Date): number => Math.floor(now.getTime() / 1_000);

  return {
    switches,
    grant: ({ id, kind }, now) => {
      const ends = seconds(now) + TOKEN_SECONDS;
      const claims = { token_type: kind, sub: id, iat: seconds(now), exp: ends, jti: randomUUID() };
      const before = kept.read();
      const token = signed(claims, before.secret);
      kept.write({ ...before, grants: [...before.grants, { token, lineId: id, ends }] });
      if (switches.of(id) === 'consent-revoked') switches.set(id, { fault: 'none' });
      return token;
    },
    lineOf: (token, now) =>
      kept.read().grants.find((grant) => grant.token === token && grant.ends > seconds(now))
        ?.lineId,
    hasGrant: (lineId) => kept.read().grants.some((grant) => grant.lineId === lineId),
    isLocated: (lineId) => kept.read().located.includes(lineId),
    setLocated: (lineId, located) => {
      const before = kept.read();
      const others = before.located.filter((id) => id !== lineId);
      kept.write({ ...before, located: located ? [...others, lineId] : others });
    },
  };
}

/** RFC 7519, signed with HS256. */
function signed(claims: object, secret: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}
