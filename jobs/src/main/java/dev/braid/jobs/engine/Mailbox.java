package dev.braid.jobs.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Messages for one engine, in order; its thread may wait for the next. Any thread may put. */
final class Mailbox {
    private final ConcurrentLinkedQueue<Message> messages = new ConcurrentLinkedQueue<>();
    private volatile Thread waiting;

    void put(Message message) {
        messages.add(message);
        LockSupport.unpark(waiting);
    }

    /** The next message, or null. */
    Message poll() {
        return messages.poll();
    }

    /** Returns when there may be a message. Called by one thread. */
    void awaitMessage() {
        waiting = Thread.currentThread();
        if (messages.isEmpty()) {
            LockSupport.park(this);
        }
        waiting = null;
    }
}
