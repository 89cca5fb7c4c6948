import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { ConnectorErrorCode } from '../../../connectors/kit/errors.ts';

/** How the fictive partner behaves from now on. */
interface PartnerMood {
  /** Answers each question about a day with this error, so many times. */
  fault?: { code: ConnectorErrorCode | 'GARBAGE'; times: number; retryAfterSeconds?: number };
  /** Consent page: refuse instead of accepting. */
  refuse?: boolean;
  /** Called before a day is answered; the answer waits for it. */
  beforeDay?: (day: string) => Promise<void> | void;
}

export interface FictivePartner {
  readonly url: string;
  readonly mood: PartnerMood;
  /** Days that were asked for, in order. */
  readonly asked: string[];
  readonly revoked: string[];
  close(): Promise<void>;
}

/** "Fontaine", a partner that exists in tests only: a consent page that always answers at once, and daily values. */
export async function startFictivePartner(meter = '00000000000042'): Promise<FictivePartner> {
  const mood: PartnerMood = {};
  const asked: string[] = [];
  const revoked: string[] = [];
  const app = express();
  app.get('/consent', (request, response) => {
    const back = new URL(String(request.query.back));
    back.searchParams.set('state', String(request.query.state));
    if (mood.refuse === true) back.searchParams.set('error', 'access_denied');
    else back.searchParams.set('meter', meter);
    response.redirect(303, back.href);
  });
  app.post('/revoke/:meter', (request, response) => {
    revoked.push(request.params.meter);
    response.sendStatus(204);
  });
  app.get('/day/:day', async (request, response) => {
    const { day } = request.params;
    asked.push(day);
    await mood.beforeDay?.(day);
    const { fault } = mood;
    if (fault !== undefined && fault.times > 0) {
      fault.times -= 1;
      if (fault.code === 'GARBAGE') return void response.json({ wattHours: -1 });
      const { code, retryAfterSeconds } = fault;
      return void response.status(503).json({ code, retryAfterSeconds });
    }
    response.json({ wattHours: Number(day.slice(-2)) * 100 });
  });
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    mood,
    asked,
    revoked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
