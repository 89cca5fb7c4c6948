import { randomBytes } from 'node:crypto';
import type { ErrorRequestHandler, Request } from 'express';
import { ConnectorError, type ConnectorErrorCode } from './errors.ts';
import { faultOf, type Log } from './log.ts';
import { messages } from './messages.ts';
import type { Trouble } from './words.ts';

/** What a refused request is told: a page for people, problem details (RFC 9457) for programs. */
export interface Refusal {
  readonly status: number;
  readonly code: ConnectorErrorCode;
  /** Found again in the log; only where the fault is ours. */
  readonly reference?: string;
}

/** The statuses of those codes that are not simply "this request cannot be fulfilled as it is" (400). */
const statusOf: Partial<Readonly<Record<ConnectorErrorCode, number>>> = {
  FORM_NOT_OURS: 403,
  IDENTITY_NOT_CONFIRMED: 403,
  CONSENT_REFUSED: 403,
  PROVIDER_DOWN: 502,
  PARTNER_DOWN: 502,
  PARTNER_ANSWER_INVALID: 502,
  PLACE_NOT_GIVEN: 502,
  PARTNER_SLOW_DOWN: 503,
  POD_DOWN: 503,
  OWN_SIGN_IN_DOWN: 503,
  TOO_BUSY: 503,
  BROKEN: 500,
  SUBSCRIPTION_MISSING: 500,
  PARTNER_REFUSED: 500,
};

const REFERENCE_BYTES = 6;

/** The last handler of the service: every error becomes a refusal, is logged by its name, and shown by `show`. */
export function refuseInWords(
  log: Log,
  names: { readonly partner: string; readonly city: string },
  show: (request: Request, refusal: Refusal) => string,
): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const refusal = refusalOf(error, log, request.path);
    response.status(refusal.status).set('Cache-Control', 'no-store');
    if (request.accepts(['html', 'json']) === 'html') {
      response.type('html').send(show(request, refusal));
      return;
    }
    const { code, status, reference } = refusal;
    const trouble: Trouble = messages.en.troubles[code](names);
    response.type('application/problem+json').send(
      JSON.stringify({
        title: trouble.happened,
        detail: `${trouble.means} ${trouble.toDo}`,
        status,
        code,
        ...(reference === undefined ? {} : { reference }),
      }),
    );
  };
}

function refusalOf(error: unknown, log: Log, route: string): Refusal {
  if (error instanceof ConnectorError && error.code !== 'BROKEN') {
    const { code, mover } = error;
    log.warn('request.refused', { code, mover, route });
    return { code, status: statusOf[code] ?? 400 };
  }
  // The body parser of express refuses by status: too large, or not a form.
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    log.warn('request.refused', { code: 'FORM_NOT_OURS', status, route });
    return { code: 'FORM_NOT_OURS', status };
  }
  const reference = randomBytes(REFERENCE_BYTES).toString('hex');
  log.warn('request.broken', { route, reference, fault: faultOf(error) });
  return { code: 'BROKEN', status: 500, reference };
}
