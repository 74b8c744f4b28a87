export interface MeasurementPublisher {
  /**
   * Publishes messages in order; resolves when the broker has confirmed that every one is stored.
   *
   * @param bodies the messages as they go over the wire, unchecked
   * @param traceparent the span that publishes them (W3C Trace Context), for their consumer. The embedded
   *   engine's messages have a body only and do not carry it
   * @throws EngineUnavailable while the broker is unavailable or did not confirm: each message may or may
   *   not be stored; publishing all of them again is harmless. The connection recovers by itself
   */
  publish(bodies: readonly Uint8Array[], traceparent?: string): Promise<void>;
}
