/** The three ways in which the server tells of changes, and where each is asked for (Solid Notifications Protocol 0.3.0, §3.2). */

export const CHANNEL_TYPES = [
  'WebSocketChannel2023',
  'WebhookChannel2023',
  'StreamingHTTPChannel2023',
] as const;

export type ChannelType = (typeof CHANNEL_TYPES)[number];

/** Below the base URL; no pod can have this name. */
export const NOTIFICATIONS_FOLDER = '.notifications/';

export const NOTIFY = 'http://www.w3.org/ns/solid/notifications#';

/** Solid Notifications Protocol, §2.3.2: what a subscriber may ask of a channel. */
export const FEATURES = ['accept', 'endAt', 'rate', 'startAt', 'state'] as const;

interface NotificationService {
  /** Where one subscribes. */
  readonly id: string;
  /** An IRI. */
  readonly channelType: string;
  /** IRIs. */
  readonly features: readonly string[];
}

/**
 * The subscription services as a storage description lists them: `<description> notify:subscription <id>`,
 * `<id> notify:channelType <channelType>; notify:feature <feature>, …`. The base URL ends with a slash.
 */
export function notificationServices(baseUrl: string): readonly NotificationService[] {
  return CHANNEL_TYPES.map((type) => ({
    id: serviceUrl(baseUrl, type),
    channelType: NOTIFY + type,
    features: FEATURES.map((feature) => NOTIFY + feature),
  }));
}

export function serviceUrl(baseUrl: string, type: ChannelType): string {
  return `${baseUrl}${NOTIFICATIONS_FOLDER}${type}/`;
}

/** Where what happens to a topic is streamed to whoever may read it, without a subscription. */
export function streamUrl(baseUrl: string, topic: string): string {
  return serviceUrl(baseUrl, 'StreamingHTTPChannel2023') + encodeURIComponent(topic);
}
