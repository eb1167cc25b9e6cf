package dev.braid.model.program;

import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.Param;
import dev.braid.model.graph.RescaleSite;
import dev.braid.ops.Kernels;
import dev.braid.ops.device.Stream;
import dev.braid.ops.lora.LoraWeights;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adapter weights on a device in a fixed number of slots. A slot's shape (which linears, what kind of bypass, rank) is
 * fixed when the bank is made; its content is replaced by {@link #install}. Used by the executor's thread alone.
 */
public final class AdapterBank {
    private final List<AdapterShape> slots;
    private final Map<PairKey, List<LoraWeights>> pairs = new HashMap<>();
    private final Map<VectorKey, List<Matrix>> vectors = new HashMap<>();
    private final Kernels kernels;
    private final Matrix staging;

    private record PairKey(String module, BypassSite.Form form) {}

    private record VectorKey(String module, RescaleSite.Side side) {}

    /** A bypass as a pair of matrices. */
    private record Pair(String module, BypassSite.Form form, Param a, Param b, float scale) {
        static Pair of(AdapterShape.Lora lora) {
            return new Pair(lora.module(), BypassSite.Form.LORA, lora.a(), lora.b(), lora.scale());
        }

        static Pair of(AdapterShape.Bottleneck bottleneck) {
            return new Pair(bottleneck.module(), BypassSite.Form.BOTTLENECK, bottleneck.down(), bottleneck.up(), 1);
        }

        PairKey key() {
            return new PairKey(module, form);
        }
    }

    /** Allocates all slots in {@code arena}. */
    public AdapterBank(List<AdapterShape> slots, Kernels kernels, Arena arena) {
        this.slots = List.copyOf(slots);
        this.kernels = kernels;
        int largest = 1;
        for (int slot = 0; slot < slots.size(); slot++) {
            for (AdapterShape.Bypass bypass : slots.get(slot).bypasses()) {
                allocate(bypass, slot, arena);
            }
            largest = Math.max(largest, slots.get(slot).layout().size());
        }
        this.staging = arena.matrix("adapter staging", 1, largest);
    }

    private void allocate(AdapterShape.Bypass bypass, int slot, Arena arena) {
        if (bypass instanceof AdapterShape.Rescale rescale) {
            Param vector = rescale.vector();
            entries(vectors, new VectorKey(rescale.module(), rescale.side()))
                    .set(slot, arena.matrix(vector.name() + "@" + slot, 1, vector.cols()));
            return;
        }
        Pair pair = pair(bypass);
        String name = pair.module() + "@" + slot;
        entries(pairs, pair.key())
                .set(
                        slot,
                        kernels.lora()
                                .allocate(
                                        arena,
                                        name,
                                        pair.a().rows(),
                                        pair.a().cols(),
                                        pair.b().rows(),
                                        pair.scale()));
    }

    private <K, V> List<V> entries(Map<K, List<V>> bank, K key) {
        return bank.computeIfAbsent(key, k -> new ArrayList<>(Collections.nCopies(slots.size(), null)));
    }

    private static Pair pair(AdapterShape.Bypass bypass) {
        if (bypass instanceof AdapterShape.Lora lora) {
            return Pair.of(lora);
        } else if (bypass instanceof AdapterShape.Bottleneck bottleneck) {
            return Pair.of(bottleneck);
        }
        throw new IllegalArgumentException(bypass + " is no pair of matrices");
    }

    /** Bytes that a bank of these slots takes from an arena. */
    public static long bytes(List<AdapterShape> slots, Kernels kernels) {
        long bytes = 0;
        int largest = 1;
        for (AdapterShape shape : slots) {
            for (AdapterShape.Bypass bypass : shape.bypasses()) {
                bytes += bytes(bypass, kernels);
            }
            largest = Math.max(largest, shape.layout().size());
        }
        return bytes + (long) largest * Float.BYTES;
    }

    private static long bytes(AdapterShape.Bypass bypass, Kernels kernels) {
        if (bypass instanceof AdapterShape.Rescale rescale) {
            return rescale.vector().count() * Float.BYTES;
        }
        Pair pair = pair(bypass);
        return kernels.lora().bytes(pair.a().rows(), pair.a().cols(), pair.b().rows());
    }

    public int slots() {
        return slots.size();
    }

    public AdapterShape shape(int slot) {
        return slots.get(slot);
    }

    /**
     * Replaces the content of a slot and waits until it is there; no batch that uses the slot may be under way.
     *
     * @param weights in the order of the slot's {@link AdapterShape#layout}
     */
    public void install(Stream stream, int slot, float[] weights) {
        AdapterShape shape = slots.get(slot);
        if (weights.length != shape.layout().size()) {
            throw new IllegalArgumentException("adapter for slot " + slot + " has " + weights.length
                    + " floats, the slot's layout needs " + shape.layout().size());
        }
        HostBuffer host = staging.host();
        for (int i = 0; i < weights.length; i++) {
            host.setFloat(i, weights[i]);
        }
        Map<Param, Integer> offsets = new HashMap<>();
        shape.layout().entries().forEach(entry -> offsets.put(entry.param(), entry.offset()));
        shape.bypasses().forEach(bypass -> load(stream, bypass, slot, offsets));
        stream.record().await();
    }

    private void load(Stream stream, AdapterShape.Bypass bypass, int slot, Map<Param, Integer> offsets) {
        if (bypass instanceof AdapterShape.Rescale rescale) {
            Matrix vector =
                    vectors.get(new VectorKey(rescale.module(), rescale.side())).get(slot);
            kernels.pointwise().copy(stream, view(rescale.vector(), offsets), vector);
            return;
        }
        Pair pair = pair(bypass);
        LoraWeights weights = pairs.get(pair.key()).get(slot);
        kernels.lora().load(stream, view(pair.a(), offsets), view(pair.b(), offsets), weights);
    }

    private Matrix view(Param param, Map<Param, Integer> offsets) {
        return new Matrix(staging.buffer(), offsets.get(param), param.rows(), param.cols(), param.cols());
    }

    /** The weights at a site by slot; null entries are adapters that leave it alone. */
    List<LoraWeights> at(BypassSite site) {
        return pairs.getOrDefault(new PairKey(site.module(), site.form()), Collections.nCopies(slots.size(), null));
    }

    /** The vectors at a site by slot; null entries are adapters that leave it alone. */
    List<Matrix> at(RescaleSite site) {
        return vectors.getOrDefault(new VectorKey(site.module(), site.side()), Collections.nCopies(slots.size(), null));
    }
}
