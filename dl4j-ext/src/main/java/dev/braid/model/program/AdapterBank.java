package dev.braid.model.program;

import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.Param;
import dev.braid.ops.device.Stream;
import dev.braid.ops.lora.Lora;
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
 * Adapter weights on a device in a fixed number of slots. A slot's shape (which linears, rank, scale) is fixed when
 * the bank is made; its content is replaced by {@link #install}. Used by the executor's thread alone.
 */
public final class AdapterBank {
    private final List<AdapterShape> slots;
    private final Map<String, List<LoraWeights>> banks = new HashMap<>();
    private final Lora lora;
    private final Matrix staging;

    /** Allocates all slots in {@code arena}. */
    public AdapterBank(List<AdapterShape> slots, Lora lora, Arena arena) {
        this.slots = List.copyOf(slots);
        this.lora = lora;
        int largest = 1;
        for (int slot = 0; slot < slots.size(); slot++) {
            for (AdapterShape.Bypass bypass : slots.get(slot).bypasses()) {
                List<LoraWeights> bank = banks.computeIfAbsent(
                        bypass.module(), m -> new ArrayList<>(Collections.nCopies(slots.size(), null)));
                bank.set(
                        slot,
                        lora.allocate(
                                arena,
                                bypass.module() + "@" + slot,
                                bypass.a().rows(),
                                bypass.a().cols(),
                                bypass.b().rows(),
                                bypass.scale()));
            }
            largest = Math.max(largest, slots.get(slot).layout().size());
        }
        this.staging = arena.matrix("adapter staging", 1, largest);
    }

    /** Bytes that a bank of these slots takes from an arena. */
    public static long bytes(List<AdapterShape> slots, Lora lora) {
        long bytes = 0;
        int largest = 1;
        for (AdapterShape shape : slots) {
            for (AdapterShape.Bypass bypass : shape.bypasses()) {
                bytes += lora.bytes(
                        bypass.a().rows(), bypass.a().cols(), bypass.b().rows());
            }
            largest = Math.max(largest, shape.layout().size());
        }
        return bytes + (long) largest * Float.BYTES;
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
        for (AdapterShape.Bypass bypass : shape.bypasses()) {
            lora.load(
                    stream,
                    view(bypass.a(), offsets.get(bypass.a())),
                    view(bypass.b(), offsets.get(bypass.b())),
                    banks.get(bypass.module()).get(slot));
        }
        stream.record().await();
    }

    private Matrix view(Param param, int offset) {
        return new Matrix(staging.buffer(), offset, param.rows(), param.cols(), param.cols());
    }

    /** The weights at a site by slot; null entries are adapters that leave it alone. */
    List<LoraWeights> at(BypassSite site) {
        List<LoraWeights> bank = banks.get(site.module());
        return bank == null ? Collections.nCopies(slots.size(), null) : bank;
    }
}
