package dev.braid.model.plan;

/**
 * Memory of one training sample after a pass, in bytes.
 *
 * @param saved forward tensors and statistics that backward reads
 * @param keysAndValues in the KV pool; 0 where they are among the saved tensors
 * @param temporary workspace, and the gradients that flow between blocks
 * @param extraArithmetic operations that are done again, as a share of a step's
 */
public record PassMemory(CompilerPass pass, long saved, long keysAndValues, long temporary, double extraArithmetic) {
    /** The peak: what is saved, and what comes and goes. */
    public long bytes() {
        return saved + keysAndValues + temporary;
    }
}
