import type { Position } from '@energy/event-store';
import type { ConversationsReadModel } from '@energy/read-models';

/**
 * The conversations that have begun, as administrators look through them. It may be behind the event
 * store. All methods throw EngineUnavailable while it can't be asked.
 */
export interface Inbox extends Pick<ConversationsReadModel, 'find' | 'list'> {
  /** Waits until it has come to a position of the event store; false where it has not in time. */
  reached(position: Position, timeoutMs: number): Promise<boolean>;
}
