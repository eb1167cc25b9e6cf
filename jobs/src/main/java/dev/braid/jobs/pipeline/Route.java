package dev.braid.jobs.pipeline;

import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the samples of one worker's pass go, over one channel. Micro-batches and degrees of the two stages may differ, so
 * a part is cut into pieces by the receivers' micro-batches and replicas.
 */
final class Route {
    /**
     * A piece.
     *
     * @param worker number of the receiver
     * @param microBatch the receiver's
     * @param offset within the receiver's part
     * @param source within the sender's part
     */
    record Piece(int worker, int microBatch, int offset, int source, int count) {}

    private Route() {}

    /** The pieces of what {@code from} has made in a pass. */
    static List<Piece> pieces(Job job, Seat from, int microBatch, PipeChannel channel) {
        Stage sender = job.stage(from.stage());
        Stage receiver = job.stage(channel.to());
        int first = from.from(sender, microBatch);
        int end = first + from.count(sender);
        List<Piece> pieces = new ArrayList<>();
        for (int theirs = first / receiver.microBatch(); theirs * receiver.microBatch() < end; theirs++) {
            for (int replica = 0; replica < receiver.degree(); replica++) {
                Seat to = new Seat(receiver.id(), replica);
                int begin = to.from(receiver, theirs);
                int low = Math.max(first, begin);
                int high = Math.min(end, begin + to.count(receiver));
                if (low < high) {
                    pieces.add(new Piece(job.number(to), theirs, low - begin, low - first, high - low));
                }
            }
        }
        return pieces;
    }
}
