package dev.braid.jobs.sched.latency;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Which steps to time so that every parameter of the latency function shows, within what a runner can hold. */
public final class ProfileShapes {
    private static final ProfileShape NOTHING = ProfileShape.decode(0, 0);
    /** Tokens of a sequence whose attention costs little. */
    private static final int SHORT = 32;

    private ProfileShapes() {}

    /**
     * What a runner can hold.
     *
     * @param batchRows rows of a forward batch
     * @param sequences that decode at a time
     * @param context tokens of the longest sequence
     * @param poolTokens tokens that the KV pool holds
     * @param sampleTokens tokens of the longest training sample; 0 when nothing is trained
     * @param layers with a backward segment
     */
    public record Room(int batchRows, int sequences, int context, int poolTokens, int sampleTokens, int layers) {}

    /** The steps. */
    public static List<ProfileShape> of(Room room) {
        List<ProfileShape> shapes = new ArrayList<>();
        int longest = Math.min(room.context(), room.poolTokens());
        requests(room, longest, shapes);
        if (room.sampleTokens() > 0) {
            training(room, shapes);
        }
        return shapes;
    }

    private static void requests(Room room, int longest, List<ProfileShape> shapes) {
        List<Integer> decodes = sizes(Math.min(room.sequences(), room.batchRows()));
        for (int rows : decodes) {
            int most = Math.max(1, Math.min(longest, room.poolTokens() / rows));
            shapes.add(ProfileShape.decode(rows, Math.min(most, SHORT)));
            if (rows == decodes.get(0) || rows == decodes.get(decodes.size() - 1)) {
                shapes.add(ProfileShape.decode(rows, most));
            }
        }
        List<Integer> prefills = sizes(Math.min(room.batchRows(), longest));
        for (int rows : prefills) {
            shapes.add(NOTHING.withPrefill(0, rows));
        }
        int largest = prefills.get(prefills.size() - 1);
        shapes.add(NOTHING.withPrefill(longest - largest, largest));
        besides(room, rows -> beside(room).withPrefill(0, rows), Math.min(room.batchRows(), longest), shapes);
    }

    private static void training(Room room, List<ProfileShape> shapes) {
        int sample = room.sampleTokens();
        int window = Math.min(sample, room.batchRows());
        for (int rows : sizes(window)) {
            shapes.add(NOTHING.withForward(sample - rows, rows));
        }
        besides(room, rows -> beside(room).withForward(0, rows), window, shapes);
        for (int rows : sizes(sample)) {
            shapes.add(NOTHING.withHead(sample - rows, rows));
            if (room.layers() > 0) {
                shapes.add(NOTHING.withBackward(sample - rows, rows, 1));
            }
        }
        if (room.layers() > 0) {
            shapes.add(beside(room).withBackward(0, sample, 1));
            shapes.add(NOTHING.withBackward(0, Math.max(1, sample / 2), Math.min(4, room.layers())));
        }
    }

    /** A few decode rows, to stand beside other work. */
    private static ProfileShape beside(Room room) {
        int rows = Math.min(8, Math.min(room.sequences(), room.batchRows() / 2));
        int longest = Math.min(room.context(), room.poolTokens());
        return ProfileShape.decode(rows, Math.max(1, Math.min(longest / 2, 4 * SHORT)));
    }

    private static void besides(Room room, IntFunction<ProfileShape> shape, int most, List<ProfileShape> shapes) {
        for (int rows : List.of(16, 128)) {
            int fitting = Math.min(
                    rows, Math.min(most, room.batchRows() - beside(room).decodeRows()));
            if (fitting > 0) {
                shapes.add(shape.apply(fitting));
            }
        }
    }

    /** 1, 4, 16, 32, 64 ... and the bound itself. */
    private static List<Integer> sizes(int bound) {
        List<Integer> sizes = new ArrayList<>();
        for (int size = 1; size < bound; size *= size < 16 ? 4 : 2) {
            sizes.add(size);
        }
        sizes.add(bound);
        return sizes;
    }
}
