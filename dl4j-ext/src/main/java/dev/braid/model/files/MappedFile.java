package dev.braid.model.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A file mapped read-only in segments, since one map holds at most 2 GiB.
 *
 * <p>Each segment reaches a few bytes into the next, so that an element that begins in a segment can be read from it.
 * The maps live as long as this object is reachable; the channel may be closed.
 */
final class MappedFile {
    static final int SEGMENT_BYTES = 1 << 30;
    private static final int OVERLAP_BYTES = Long.BYTES;

    private final List<ByteBuffer> segments;
    private final int segmentBytes;

    private MappedFile(List<ByteBuffer> segments, int segmentBytes) {
        this.segments = segments;
        this.segmentBytes = segmentBytes;
    }

    static MappedFile map(FileChannel channel, long length, int segmentBytes) throws IOException {
        List<ByteBuffer> segments = new ArrayList<>();
        for (long at = 0; at < length; at += segmentBytes) {
            long bytes = Math.min(length - at, (long) segmentBytes + OVERLAP_BYTES);
            segments.add(channel.map(FileChannel.MapMode.READ_ONLY, at, bytes));
        }
        return new MappedFile(segments, segmentBytes);
    }

    /**
     * A little-endian view of at most {@code bytes} bytes from {@code position} on: at least 8 of them if so many were
     * asked for, perhaps not all.
     */
    ByteBuffer window(long position, long bytes) {
        ByteBuffer segment = segments.get((int) (position / segmentBytes));
        int start = (int) (position % segmentBytes);
        int length = (int) Math.min(bytes, segment.limit() - start);
        return segment.slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
