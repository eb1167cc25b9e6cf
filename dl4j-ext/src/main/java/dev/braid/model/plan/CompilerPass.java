package dev.braid.model.plan;

/** A stage of the compiler, each with all before it. */
public enum CompilerPass {
    /** Every operator's output is stored, attention probabilities included, and every gradient is computed. */
    NONE("none"),
    /** Without the gradients that nobody needs, and without what only they read. */
    PRUNE("prune"),
    /** With operators done again in place of stored tensors. */
    REMATERIALISE("rematerialise"),
    /** In windows of tokens in place of whole sequences. */
    TOKEN_LEVEL("token-level");

    private final String label;

    CompilerPass(String label) {
        this.label = label;
    }

    /** The name in tables and files. */
    public String label() {
        return label;
    }
}
