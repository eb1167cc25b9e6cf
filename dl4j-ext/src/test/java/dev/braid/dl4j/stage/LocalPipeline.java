package dev.braid.dl4j.stage;

import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.plan.StageProgram;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.ElementType;
import dev.braid.stage.Samples;
import dev.braid.stage.StageReplica;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A pipeline in one thread: the plainest thing that carries out programs, with every tensor of a mini-batch kept whole. */
final class LocalPipeline {
    private static final class Whole {
        final ByteBuffer data;
        final BitSet there = new BitSet();

        Whole(BorderTensor tensor, int samples) {
            data = ByteBuffer.allocateDirect(samples * tensor.sampleBytes()).order(ByteOrder.nativeOrder());
        }
    }

    private final List<Stage> stages;
    private final List<StageProgram> programs;
    private final List<List<StageReplica>> replicas;
    private final int miniBatch;
    private final Map<String, Whole> activations = new HashMap<>();
    private final Map<String, Map<Integer, Whole>> gradients = new HashMap<>();
    private Map<String, ByteBuffer> data;

    LocalPipeline(List<Stage> stages, List<StageProgram> programs, List<List<StageReplica>> replicas, int miniBatch) {
        this.stages = stages;
        this.programs = programs;
        this.replicas = replicas;
        this.miniBatch = miniBatch;
    }

    /**
     * @param data inputs and labels of the whole mini-batch, labels under {@code label:NAME}
     * @return the score
     */
    double miniBatch(long iteration, int epoch, Map<String, ByteBuffer> data) {
        this.data = data;
        activations.clear();
        gradients.clear();
        int[][] place = new int[stages.size()][];
        for (int s = 0; s < stages.size(); s++) {
            place[s] = new int[replicas.get(s).size()];
            replicas.get(s).forEach(replica -> replica.begin(iteration, epoch));
        }
        while (true) {
            int moved = 0;
            int left = 0;
            for (int s = 0; s < stages.size(); s++) {
                List<Action> actions = programs.get(s).actions();
                for (int r = 0; r < place[s].length; r++) {
                    while (place[s][r] < actions.size()
                            && actions.get(place[s][r]) instanceof Pass pass
                            && run(s, r, pass)) {
                        place[s][r]++;
                        moved++;
                    }
                    left += place[s][r] < actions.size() && actions.get(place[s][r]) instanceof Pass ? 1 : 0;
                }
            }
            if (left == 0) {
                break;
            }
            if (moved == 0) {
                throw new IllegalStateException("the programs deadlock");
            }
        }
        for (List<StageReplica> stage : replicas) {
            reduce(stage);
        }
        return score();
    }

    /** Ends the mini-batch. */
    void update() {
        replicas.forEach(stage -> stage.forEach(replica -> replica.update(miniBatch, stage.size())));
    }

    private double score() {
        double score = 0;
        for (List<StageReplica> stage : replicas) {
            for (StageReplica replica : stage) {
                score += replica.lossSum() / miniBatch;
            }
            score += stage.get(0).penalty();
        }
        return score;
    }

    private static void reduce(List<StageReplica> all) {
        ByteBuffer first = all.get(0).gradientSum();
        boolean wide = all.get(0).parameterType() == ElementType.DOUBLE;
        for (int i = 0; i < first.capacity(); i += wide ? 8 : 4) {
            double sum = 0;
            for (StageReplica replica : all) {
                ByteBuffer part = replica.gradientSum();
                sum += wide ? part.getDouble(i) : part.getFloat(i);
            }
            for (StageReplica replica : all) {
                if (wide) {
                    replica.gradientSum().putDouble(i, sum);
                } else {
                    replica.gradientSum().putFloat(i, (float) sum);
                }
            }
        }
    }

    private boolean run(int s, int r, Pass pass) {
        Stage stage = stages.get(s);
        StageReplica replica = replicas.get(s).get(r);
        int count = stage.microBatch() / stage.degree();
        int from = pass.microBatch() * stage.microBatch() + r * count;
        if (pass.kind() == Kind.BACKWARD_WEIGHT) {
            replica.backwardWeight(pass.microBatch());
            return true;
        }
        return pass.kind() == Kind.FORWARD
                ? forward(replica, pass.microBatch(), from, count)
                : backward(s, replica, pass, from, count);
    }

    private boolean forward(StageReplica replica, int microBatch, int from, int count) {
        for (BorderTensor tensor : replica.border().received()) {
            Whole whole = activations.get(tensor.name());
            if (whole == null || whole.there.nextClearBit(from) < from + count) {
                return false;
            }
        }
        List<Samples> inputs = new ArrayList<>();
        for (BorderTensor tensor : replica.border().inputs()) {
            boolean own = replica.border().modelInputs().contains(tensor.name());
            inputs.add(slice(tensor, own ? data.get(tensor.name()) : activations.get(tensor.name()).data, from, count));
        }
        List<Samples> labels = replica.border().labels().stream()
                .map(tensor -> slice(tensor, data.get("label:" + tensor.name()), from, count))
                .toList();
        replica.forward(microBatch, inputs, labels)
                .forEach(output -> put(
                        activations.computeIfAbsent(
                                output.tensor().name(), name -> new Whole(output.tensor(), miniBatch)),
                        output,
                        from));
        return true;
    }

    private boolean backward(int s, StageReplica replica, Pass pass, int from, int count) {
        List<Samples> outputGradients = new ArrayList<>();
        for (BorderTensor tensor : replica.border().outputs()) {
            Map<Integer, Whole> readers = gradients.getOrDefault(tensor.name(), Map.of());
            int expected = 0;
            for (List<StageReplica> reader : replicas) {
                expected += reader.get(0).border().received().contains(tensor) ? 1 : 0;
            }
            if (readers.size() < expected
                    || readers.values().stream().anyMatch(whole -> whole.there.nextClearBit(from) < from + count)) {
                return false;
            }
            outputGradients.add(sum(tensor, readers, from, count));
        }
        List<Samples> back = pass.kind() == Kind.BACKWARD
                ? replica.backward(pass.microBatch(), outputGradients)
                : replica.backwardInput(pass.microBatch(), outputGradients);
        back.forEach(gradient -> put(
                gradients
                        .computeIfAbsent(gradient.tensor().name(), name -> new TreeMap<>())
                        .computeIfAbsent(s, stage -> new Whole(gradient.tensor(), miniBatch)),
                gradient,
                from));
        return true;
    }

    private static Samples sum(BorderTensor tensor, Map<Integer, Whole> readers, int from, int count) {
        int bytes = count * tensor.sampleBytes();
        ByteBuffer sum = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        for (Whole whole : readers.values()) {
            for (int i = 0; i < bytes; i += tensor.type().bytes()) {
                int at = from * tensor.sampleBytes() + i;
                if (tensor.type() == ElementType.DOUBLE) {
                    sum.putDouble(i, sum.getDouble(i) + whole.data.getDouble(at));
                } else {
                    sum.putFloat(i, sum.getFloat(i) + whole.data.getFloat(at));
                }
            }
        }
        return new Samples(tensor, count, sum, sum);
    }

    private static Samples slice(BorderTensor tensor, ByteBuffer whole, int from, int count) {
        ByteBuffer part = whole.duplicate().order(ByteOrder.nativeOrder());
        part.position(from * tensor.sampleBytes()).limit((from + count) * tensor.sampleBytes());
        ByteBuffer own = part.slice().order(ByteOrder.nativeOrder());
        return new Samples(tensor, count, own, own);
    }

    private static void put(Whole whole, Samples samples, int from) {
        ByteBuffer target = whole.data.duplicate();
        target.position(from * samples.tensor().sampleBytes());
        target.put(samples.data().duplicate());
        whole.there.set(from, from + samples.count());
    }
}
