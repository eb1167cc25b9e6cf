package dev.braid.jobs.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Messages for one engine, in order; its thread may wait for the next. Any thread may put. Once closed it takes no more,
 * so that nobody waits for an answer from an engine that has ended.
 */
final class Mailbox {
    /** What became of a message. */
    enum Delivery {
        TAKEN,
        CLOSED
    }

    private final Deque<Message> messages = new ArrayDeque<>();
    private Delivery next = Delivery.TAKEN;

    /** Every message that is {@link Delivery#TAKEN} will be polled. */
    synchronized Delivery put(Message message) {
        if (next == Delivery.TAKEN) {
            messages.addLast(message);
            notifyAll();
        }
        return next;
    }

    /** The next message, or null. */
    synchronized Message poll() {
        return messages.pollFirst();
    }

    /** Takes no more messages; those that are here can still be polled. */
    synchronized void close() {
        next = Delivery.CLOSED;
        notifyAll();
    }

    /**
     * Returns when there is a message or the mailbox is closed.
     *
     * @throws InterruptedException when the waiting thread is interrupted
     */
    synchronized void awaitMessage() throws InterruptedException {
        while (messages.isEmpty() && next == Delivery.TAKEN) {
            wait();
        }
    }

    /** The same, for so many milliseconds at most. */
    synchronized void awaitMessage(long millis) throws InterruptedException {
        if (messages.isEmpty() && next == Delivery.TAKEN) {
            wait(millis);
        }
    }
}
