/** Rows about people who come: account, password and pod through the account API. */
import { askAccountApi, controlOf } from '../../kit/pod-servers.ts';
import { CONNECTIONS, type Course, median, type Row } from './course.ts';
import { inParallel } from './parallel.ts';
import type { Peer } from './peers.ts';
import { processorMicroseconds } from './processes.ts';

/** Of one turn: some seconds of each server. */
const PEOPLE = { 'CSS 7.2': 12, Traboule: 160 };

type Step = 'accounts' | 'passwords' | 'pods';

/** For one person. */
interface Cost {
  readonly seconds: number;
  readonly processorMicroseconds: number;
}

type Costs = Readonly<Record<Step, Cost>>;

/**
 * Each person gets an account, then a password, then a pod. The three are timed apart, because a password's hash is meant to be
 * slow (bcrypt in CSS, argon2id here) and says nothing about a server. Subtracting its cost from the whole would leave the
 * difference of two large numbers; leaving out the call that hashes loses one small write on both sides.
 */
export async function signUp({ css, ours, turns }: Course): Promise<readonly Row[]> {
  const stock: Costs[] = [];
  const engine: Costs[] = [];
  for (const peer of [css, ours]) if (peer !== undefined) await newPeople(peer);
  for (let turn = 0; turn < turns; turn += 1) {
    if (css !== undefined) stock.push(await newPeople(css));
    engine.push(await newPeople(ours));
  }
  const row = (work: string, steps: readonly Step[]): Row => {
    const rate = 1 / medianOf(engine, steps, 'seconds');
    const theirs = 1 / medianOf(stock, steps, 'seconds');
    const spent = medianOf(engine, steps, 'processorMicroseconds');
    const more = { oursProcessorMicroseconds: spent };
    if (css === undefined) return { work, ours: rate, more };
    const spentThere = medianOf(stock, steps, 'processorMicroseconds');
    return {
      work,
      ours: rate,
      css: theirs,
      timesCss: rate / theirs,
      more: { ...more, cssProcessorMicroseconds: spentThere, timesProcessor: spentThere / spent },
    };
  };
  return [
    row('account and pod, password hash apart', ['accounts', 'pods']),
    row('account, password and pod', ['accounts', 'passwords', 'pods']),
    row('password, nearly all of it its hash', ['passwords']),
    row('pod in an account', ['pods']),
  ];
}

function medianOf(all: readonly Costs[], steps: readonly Step[], what: keyof Cost): number {
  return median(all.map((costs) => steps.reduce((sum, step) => sum + costs[step][what], 0)));
}

interface Person {
  readonly authorization: string;
  readonly name: string;
  readonly passwordUrl: string;
  readonly podUrl: string;
}

let peopleEver = 0;

async function newPeople(peer: Peer): Promise<Costs> {
  const count = PEOPLE[peer.name];
  const { pid } = peer.server.process;
  const people: Person[] = [];
  const timed = async (work: (number: number) => Promise<unknown>): Promise<Cost> => {
    const spent = processorMicroseconds(pid);
    const began = performance.now();
    await inParallel(CONNECTIONS, count, async (number) => {
      await work(number);
    });
    return {
      seconds: (performance.now() - began) / 1_000 / count,
      processorMicroseconds: (processorMicroseconds(pid) - spent) / count,
    };
  };
  const person = (number: number): Person => {
    const one = people[number];
    if (one === undefined) throw new Error('There are as many accounts as people.');
    return one;
  };
  const accounts = await timed(async () => people.push(await newAccount(peer)));
  const passwords = await timed((number) => {
    const { authorization, name, passwordUrl } = person(number);
    const body = { email: `${name}@exemple.invalid`, password: 'une phrase assez longue' };
    return askAccountApi(passwordUrl, { authorization, body });
  });
  const pods = await timed((number) => {
    const { authorization, name, podUrl } = person(number);
    return askAccountApi(podUrl, { authorization, body: { name } });
  });
  return { accounts, passwords, pods };
}

async function newAccount({ server }: Peer): Promise<Person> {
  peopleEver += 1;
  const name = `person-${peopleEver}`;
  const index = `${server.baseUrl}.account/`;
  const { authorization: token } = await askAccountApi(`${index}account/`, { body: {} });
  const authorization = `CSS-Account-Token ${String(token)}`;
  const account = await askAccountApi(index, { authorization });
  return {
    authorization,
    name,
    passwordUrl: controlOf(account, 'password', 'create'),
    podUrl: controlOf(account, 'account', 'pod'),
  };
}
