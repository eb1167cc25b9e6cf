package dev.braid.jobs.sched.latency;

import java.util.ArrayList;
import java.util.List;

/** Which steps to time so that every parameter of the latency function shows, within what a runner can hold. */
public final class ProfileShapes {
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

    /** The steps, small ones first. */
    public static List<ProfileShape> of(Room room) {
        List<ProfileShape> shapes = new ArrayList<>();
        int longest = Math.min(room.context(), room.poolTokens());
        List<Integer> decodes = sizes(Math.min(room.sequences(), room.batchRows()));
        for (int rows : decodes) {
            int most = Math.max(1, Math.min(longest, room.poolTokens() / rows));
            shapes.add(ProfileShape.decode(rows, Math.min(most, 32)));
            shapes.add(ProfileShape.decode(rows, most));
        }
        int few = Math.min(8, Math.min(room.sequences(), room.batchRows() / 2));
        ProfileShape beside = ProfileShape.decode(few, Math.max(1, Math.min(longest / 2, 128)));
        ProfileShape alone = ProfileShape.decode(0, 0);
        for (int rows : sizes(Math.min(room.batchRows(), longest))) {
            shapes.add(alone.withPrefill(0, rows));
            shapes.add(alone.withPrefill(longest - rows, rows));
            if (rows + few <= room.batchRows()) {
                shapes.add(beside.withPrefill(0, rows));
            }
        }
        if (room.sampleTokens() > 0) {
            training(room, few, beside, alone, shapes);
        }
        return shapes;
    }

    private static void training(
            Room room, int few, ProfileShape beside, ProfileShape alone, List<ProfileShape> shapes) {
        int sample = room.sampleTokens();
        for (int rows : sizes(Math.min(sample, room.batchRows()))) {
            shapes.add(alone.withForward(sample - rows, rows));
            if (rows + few <= room.batchRows()) {
                shapes.add(beside.withForward(0, rows));
            }
        }
        for (int rows : sizes(sample)) {
            shapes.add(alone.withHead(sample - rows, rows));
            if (room.layers() > 0) {
                shapes.add(beside.withBackward(0, rows, 1));
                shapes.add(alone.withBackward(sample - rows, rows, 1));
                shapes.add(alone.withBackward(sample - rows, rows, Math.min(4, room.layers())));
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
