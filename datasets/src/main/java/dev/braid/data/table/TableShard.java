package dev.braid.data.table;

import dev.braid.data.pack.ShardException;
import dev.braid.data.pack.ShardStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of rows. Layout, little-endian: {@code BRDT}, the version, the number of rows, numbers of a row (four bytes
 * each); then the rows, floats, one after another.
 *
 * @param crc32c checksum of the rows' bytes
 */
public record TableShard(String file, int rows, long crc32c) {
    private static final int MAGIC = 0x54445242;
    private static final int VERSION = 1;
    private static final int HEAD = 4 * Integer.BYTES;

    /** Writes rows of equal width; there is at least one. */
    static TableShard write(ShardStore store, String file, List<float[]> rows) throws IOException {
        int width = rows.get(0).length;
        ByteBuffer body = ByteBuffer.allocate(Math.multiplyExact(rows.size(), width * Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        rows.forEach(row -> {
            for (float number : row) {
                body.putFloat(number);
            }
        });
        ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(MAGIC).putInt(VERSION).putInt(rows.size()).putInt(width);
        store.write(file, out -> {
            out.write(head.array());
            out.write(body.array());
        });
        return new TableShard(file, rows.size(), checksum(body.array(), 0));
    }

    /**
     * Reads all rows, checked.
     *
     * @param width numbers of a row
     * @throws ShardException naming the file when it is not what was written
     */
    ByteBuffer read(ShardStore store, int width) {
        long bytes = HEAD + (long) rows * width * Float.BYTES;
        try {
            if (store.size(file) != bytes) {
                throw new ShardException(file + " in " + store.location() + " has " + store.size(file)
                        + " bytes, but must have " + bytes + "; it is torn or of another table");
            }
            byte[] all = store.read(file, 0, Math.toIntExact(bytes));
            ByteBuffer head = ByteBuffer.wrap(all, 0, HEAD).order(ByteOrder.LITTLE_ENDIAN);
            if (head.getInt() != MAGIC || head.getInt() != VERSION || head.getInt() != rows || head.getInt() != width) {
                throw new ShardException(file + " in " + store.location() + " is no shard of this table");
            }
            if (checksum(all, HEAD) != crc32c) {
                throw new ShardException(file + " in " + store.location() + " is corrupt: its checksum is another");
            }
            return ByteBuffer.wrap(all, HEAD, all.length - HEAD).slice().order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new ShardException(file + " in " + store.location() + " cannot be read: " + e, e);
        }
    }

    private static long checksum(byte[] bytes, int from) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, bytes.length - from);
        return checksum.getValue();
    }
}
