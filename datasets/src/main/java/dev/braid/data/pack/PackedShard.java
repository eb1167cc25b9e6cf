package dev.braid.data.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One shard file: packed sequences that can be read one by one, in any order. Immutable; what is torn or corrupt is a
 * {@link ShardException} that names the shard and the sequence.
 */
public final class PackedShard {
    private final ShardStore store;
    private final String file;
    private final long[] offsets;

    private PackedShard(ShardStore store, String file, long[] offsets) {
        this.store = store;
        this.file = file;
        this.offsets = offsets;
    }

    /** Writes a shard, whole or not at all. */
    public static ShardEntry write(ShardStore store, String file, List<PackedSequence> sequences) throws IOException {
        if (sequences.isEmpty()) {
            throw new IllegalArgumentException("shard " + file + " would hold no sequence");
        }
        CRC32C content = new CRC32C();
        store.write(file, out -> {
            content.reset();
            out.write(header(sequences));
            for (PackedSequence sequence : sequences) {
                byte[] bytes = ShardFormat.encode(sequence).array();
                content.update(bytes, bytes.length - Integer.BYTES, Integer.BYTES);
                out.write(bytes);
            }
        });
        return new ShardEntry(
                file,
                sequences.size(),
                sequences.stream().mapToInt(PackedSequence::samples).sum(),
                sequences.stream().mapToLong(PackedSequence::length).sum(),
                sequences.stream().mapToLong(PackedSequence::targets).sum(),
                content.getValue());
    }

    private static byte[] header(List<PackedSequence> sequences) {
        ByteBuffer header = ShardFormat.littleEndian(new byte[ShardFormat.headerBytes(sequences.size())]);
        header.putLong(ShardFormat.MAGIC).putInt(ShardFormat.VERSION).putInt(sequences.size());
        long offset = header.capacity();
        header.putLong(offset);
        for (PackedSequence sequence : sequences) {
            offset += ShardFormat.sequenceBytes(sequence.length());
            header.putLong(offset);
        }
        header.putInt(ShardFormat.crc(header.array(), header.position()));
        return header.array();
    }

    /** Opens a shard and checks its header and its length. */
    public static PackedShard open(ShardStore store, String file) {
        try {
            long size = store.size(file);
            ByteBuffer fixed = ShardFormat.littleEndian(read(store, file, size, 0, ShardFormat.FIXED_HEADER_BYTES));
            check(store, file, fixed.getLong() == ShardFormat.MAGIC, "does not begin as a shard does");
            int version = fixed.getInt();
            check(store, file, version == ShardFormat.VERSION, "is of version " + version + ", known is 1");
            int sequences = fixed.getInt();
            check(store, file, sequences >= 1 && sequences < 1 << 26, "says that it holds " + sequences + " sequences");
            return new PackedShard(store, file, offsets(store, file, size, sequences));
        } catch (IOException e) {
            throw new ShardException("shard " + file + " in " + store.location() + " cannot be read: " + e, e);
        }
    }

    private static long[] offsets(ShardStore store, String file, long size, int sequences) throws IOException {
        byte[] header = read(store, file, size, 0, ShardFormat.headerBytes(sequences));
        ByteBuffer bytes = ShardFormat.littleEndian(header);
        int body = header.length - Integer.BYTES;
        check(store, file, bytes.getInt(body) == ShardFormat.crc(header, body), "has a corrupt header");
        bytes.position(ShardFormat.FIXED_HEADER_BYTES);
        long[] offsets = new long[sequences + 1];
        for (int i = 0; i <= sequences; i++) {
            offsets[i] = bytes.getLong();
            long least = i == 0 ? header.length : offsets[i - 1];
            check(
                    store,
                    file,
                    offsets[i] >= least && offsets[i] <= size,
                    "says that sequence " + i + " begins at byte " + offsets[i] + ", must be from " + least + " to "
                            + size);
        }
        check(
                store,
                file,
                offsets[sequences] == size,
                "is torn: " + size + " bytes long, should be " + offsets[sequences]);
        return offsets;
    }

    public int sequences() {
        return offsets.length - 1;
    }

    /** Sequence {@code index} of this shard, from 0. */
    public PackedSequence read(int index) {
        if (index < 0 || index >= sequences()) {
            throw new IndexOutOfBoundsException(
                    "sequence " + index + " of shard " + file + ", which has " + sequences());
        }
        try {
            long length = offsets[index + 1] - offsets[index];
            check(
                    store,
                    file,
                    length >= ShardFormat.sequenceBytes(1) && length <= Integer.MAX_VALUE,
                    "says that sequence " + index + " has " + length + " bytes");
            PackedSequence sequence = ShardFormat.decode(store.read(file, offsets[index], (int) length));
            check(store, file, sequence != null, "is corrupt in sequence " + index);
            return sequence;
        } catch (IOException e) {
            throw new ShardException(
                    "shard " + file + " in " + store.location() + ": sequence " + index + " cannot be read: " + e, e);
        }
    }

    private static byte[] read(ShardStore store, String file, long size, long offset, int length) throws IOException {
        check(store, file, offset + length <= size, "is torn: " + size + " bytes long, its header alone is longer");
        return store.read(file, offset, length);
    }

    private static void check(ShardStore store, String file, boolean holds, String problem) {
        if (!holds) {
            throw new ShardException(
                    "shard " + file + " in " + store.location() + " " + problem + "; pack the dataset again");
        }
    }
}
