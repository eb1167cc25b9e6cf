package dev.braid.jobs.link;

import io.netty.buffer.ByteBuf;

/**
 * What stands before a payload.
 *
 * @param channel what the samples are of, by a number on which both ends agree
 * @param iteration the mini-batch
 * @param microBatch the receiver's
 * @param offset of the first sample, within the receiver's part of that micro-batch
 * @param count samples
 * @param bytes of the payload that follows
 * @param delayNanos after arrival, when the receiver may take it as there: 0 but on emulated links
 */
public record FrameHeader(
        Kind kind, int channel, long iteration, int microBatch, int offset, int count, int bytes, long delayNanos) {
    /** What a frame is for. */
    public enum Kind {
        /** The first frame of a connection: who sends, in {@code channel}; the payload is the job's token. */
        HELLO,
        /** Samples. */
        DATA,
        /** The sender is done: what is lost after it is not missed. */
        BYE
    }

    static final int BYTES = 48;
    private static final int MAGIC = 0x42524432;

    void write(ByteBuf out) {
        out.writeInt(MAGIC)
                .writeInt(kind.ordinal())
                .writeInt(channel)
                .writeLong(iteration)
                .writeInt(microBatch)
                .writeInt(offset)
                .writeInt(count)
                .writeInt(bytes)
                .writeLong(delayNanos)
                .writeInt(0);
    }

    /** @throws LinkException when these bytes begin no frame */
    static FrameHeader read(ByteBuf in) {
        int magic = in.readInt();
        int kind = in.readInt();
        if (magic != MAGIC || kind < 0 || kind >= Kind.values().length) {
            throw new LinkException("a frame begins with " + Integer.toHexString(magic) + " and kind " + kind
                    + ", which no frame of this version does");
        }
        FrameHeader header = new FrameHeader(
                Kind.values()[kind],
                in.readInt(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong());
        in.skipBytes(Integer.BYTES);
        if (header.bytes < 0 || header.count < 0 || header.offset < 0) {
            throw new LinkException("a frame has a negative size: " + header);
        }
        return header;
    }
}
