package dev.braid.jobs.link;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Takes what comes over links. Called by the links' threads, for one peer by one thread at a time; must not block. */
public interface FrameReceiver {
    /**
     * Where the payload of a frame belongs: a buffer with exactly its bytes remaining. Empty when the place is still in
     * use; then nothing more is read from this peer until {@link LinkHub#resume}.
     *
     * @throws LinkException when the frame belongs nowhere: the link ends
     */
    Optional<ByteBuffer> place(int peer, FrameHeader header);

    /** The payload is in its place. */
    void arrived(int peer, FrameHeader header);

    /** The link to a peer is gone, and the peer had not said that it was done. */
    void lost(int peer, LinkException reason);
}
