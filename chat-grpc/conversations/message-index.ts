import type { ConversationEvent, ConversationSide, SentMessages } from '@energy/domain';

/**
 * The revisions of a conversation's messages, by id and by side. Commands need it to find one message among
 * many; it is filled from the same events as the decider's state, and adding an event again changes nothing.
 */
export class MessageIndex {
  readonly #byId = new Map<string, number>();
  /** In ascending order. */
  readonly #bySide: Readonly<Record<ConversationSide, number[]>> = {
    client: [],
    administrators: [],
  };
  #nextRevision = 0;

  /** @param revision each event's own, in order */
  add(event: ConversationEvent, revision: number): void {
    if (revision < this.#nextRevision) return;
    this.#nextRevision = revision + 1;
    if (event.type !== 'MessageSent') return;
    this.#byId.set(event.data.messageId, revision);
    this.#bySide[event.data.side].push(revision);
  }

  /** The revision of the message with an id. */
  find(messageId: string): number | undefined {
    return this.#byId.get(messageId);
  }

  /** The messages that a side has sent up to a revision. */
  sentBy(side: ConversationSide, revision: number): SentMessages {
    const revisions = this.#bySide[side];
    let low = 0;
    let high = revisions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (revisions[middle]! <= revision) low = middle + 1;
      else high = middle;
    }
    return { count: low, newest: revisions[low - 1] };
  }
}
